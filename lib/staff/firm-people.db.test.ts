import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listChecks } from "@/lib/connection/list-checks";
import type { Context } from "@/lib/context";
import { firmNotes, firms, links, people } from "@/lib/db/schema";
import { listMembers } from "@/lib/identity/queries";
import { linkLifeSeconds } from "@/lib/identity/rules";
import { loadChecklist } from "@/lib/onboarding/queries";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { addPerson, addPersonInput } from "./add-person";
import { changeIntegration } from "./change-integration";
import { changeRoute } from "./change-route";
import { checkFirm } from "./check-firm";
import { extendLink } from "./extend-link";
import { addNote, listNotes, noteInput, removeNote } from "./firm-notes";
import { listLinks } from "./list-links";
import { loadFirmCard } from "./load-firm-page";
import { removePerson } from "./remove-person";
import { repeatFirm, repeatInput } from "./repeat-firm";
import { revokeLink } from "./revoke-link";
import { setContact } from "./set-contact";

let house: House;
let operator: Context;
let firm: Awaited<ReturnType<House["firm"]>>;
beforeAll(async () => {
  house = await openHouse();
  operator = house.staff.operator;
  firm = await house.firm({ name: "Castellan Family Law" });
});
afterAll(() => house.close());

const card = () => loadFirmCard(operator, firm.id);
const newestLink = async () => {
  const [link] = await listLinks(operator, firm.id);
  if (!link) throw new Error("the firm has no link");
  return link;
};

it("invites another person, once, and tells the others; for operators alone", async () => {
  const person = { firmId: firm.id, name: "Cleo Dane", email: "Cleo@Castellan.test" };
  expect(await codeOf(addPerson(house.staff.viewer, person))).toBe("forbidden");
  expect(await codeOf(addPerson(firm.contact, person))).toBe("forbidden");
  expect(await codeOf(addPerson(operator, { ...person, email: "a@b.test,c@d.test" }))).toBe(
    "invalid_input",
  );
  expect(await codeOf(addPerson(operator, { ...person, email: "operator@acucoders.test" }))).toBe(
    "invalid_input",
  );
  expect(addPersonInput.safeParse({ name: "see evil.test", email: "x@y.test" }).success).toBe(
    false,
  );
  expect(await codeOf(addPerson(operator, person))).toBe("done");
  expect(await codeOf(addPerson(operator, person))).toBe("invalid_input");
  const members = await listMembers(operator, firm.id);
  expect(members.map(({ email }) => email)).toContain("cleo@castellan.test");
  expect(await house.mailsOf(firm.id, "person_added")).toHaveLength(2);
  const [line] = await house.historyOf(firm.id, "firm.person_added");
  expect(line?.data).toMatchObject({ email: "cleo@castellan.test" });
});

it("makes another person the second, then the main contact; who is in the way is told so", async () => {
  const set = (person: string, as: "main" | "second", version?: number, ctx = operator) =>
    codeOf(setContact(ctx, { firmId: firm.id, person, as, ...(version && { version }) }));
  expect(await set(firm.secondId, "second", undefined, house.staff.viewer)).toBe("forbidden");
  expect(await set("person_none", "second")).toBe("not_found");
  expect(await set("", "main")).toBe("not_found");
  expect(await set(firm.contactId, "second")).toBe("conflict");
  const before = await card();
  expect(await set(firm.secondId, "second", before.version)).toBe("done");
  expect(await card()).toMatchObject({
    version: before.version + 1,
    secondContact: { id: firm.secondId },
  });
  // A colleague looks at the older version.
  const stale = setContact(operator, {
    firmId: firm.id,
    person: "",
    as: "second",
    version: before.version,
  });
  await expect(stale).rejects.toMatchObject({
    code: "conflict",
    human: expect.stringMatching(/^The operator changed the second contact just now\./) as string,
  });
  expect(await set(firm.secondId, "main")).toBe("done");
  expect((await loadChecklist(operator, firm.id)).contact.personId).toBe(firm.secondId);
  expect((await card()).secondContact).toBeNull();
});

it("removes a person with their ways in, and not the main contact", async () => {
  const remove = (person: string) => codeOf(removePerson(operator, { firmId: firm.id, person }));
  expect(await remove(firm.secondId)).toBe("conflict");
  expect(await remove("person_none")).toBe("not_found");
  await setContact(operator, { firmId: firm.id, person: firm.contactId, as: "second" });
  expect(await remove(firm.contactId)).toBe("done");
  expect(await remove(firm.contactId)).toBe("not_found");
  expect((await card()).secondContact).toBeNull();
  const left = await house.system.db.query((db) =>
    db.select({ revokedAt: links.revokedAt }).from(links).where(eq(links.personId, firm.contactId)),
  );
  expect(left.every(({ revokedAt }) => revokedAt !== null)).toBe(true);
});

it("keeps notes without keys, and overwrites what is removed", async () => {
  const note = { firmId: firm.id, text: `Their secret is ${"a1".repeat(20)}.` };
  expect(await codeOf(addNote(house.staff.viewer, note))).toBe("forbidden");
  expect(await codeOf(addNote(operator, { ...note, firmId: "firm_none" }))).toBe("not_found");
  expect(noteInput.safeParse({ text: "  " }).success).toBe(false);
  expect(noteInput.safeParse({ text: "x".repeat(2001) }).success).toBe(false);
  await addNote(operator, note);
  const [kept] = await listNotes(house.staff.viewer, firm.id);
  expect(kept).toMatchObject({ text: "Their secret is [removed].", personName: "The operator" });
  const id = kept?.id ?? "";
  expect(await codeOf(removeNote(operator, { firmId: "firm_none", note: id }))).toBe("not_found");
  expect(await codeOf(removeNote(operator, { firmId: firm.id, note: id }))).toBe("done");
  expect(await codeOf(removeNote(operator, { firmId: firm.id, note: id }))).toBe("not_found");
  expect(await listNotes(operator, firm.id)).toEqual([]);
  const rows = await house.system.db.query((db) => db.select().from(firmNotes));
  expect(rows.map(({ text }) => text)).toEqual([""]);
});

it("extends a link that can be used, by the life of its purpose and no longer", async () => {
  await addPerson(operator, { firmId: firm.id, name: "Dora Fenn", email: "dora@castellan.test" });
  const link = await newestLink();
  const extend = (firmId = firm.id, ctx = operator) =>
    codeOf(extendLink(ctx, { firmId, link: link.id }));
  await house.system.db.query((db) =>
    db
      .update(links)
      .set({ expiresAt: new Date(Date.now() + 60_000) })
      .where(eq(links.id, link.id)),
  );
  expect(await extend(firm.id, house.staff.viewer)).toBe("forbidden");
  expect(await extend("firm_none")).toBe("not_found");
  expect(await extend()).toBe("done");
  const life = (await newestLink()).expiresAt.getTime() - Date.now();
  expect(Math.abs(life - linkLifeSeconds.invite * 1000)).toBeLessThan(60_000);
  await revokeLink(operator, { firmId: firm.id, linkId: link.id });
  expect(await extend()).toBe("conflict");
  expect(await house.historyOf(firm.id, "link.extended")).toHaveLength(1);
});

it("changes the integration while nothing is connected, and the route with its version", async () => {
  const other = await house.integration(["matters"]);
  const change = (more: { integration?: string; version?: number } = {}, ctx = operator) =>
    codeOf(changeIntegration(ctx, { firmId: firm.id, integration: other, ...more }));
  const { version } = await card();
  expect(await change({}, house.staff.viewer)).toBe("forbidden");
  expect(await change({ integration: "intg_none" })).toBe("invalid_input");
  expect(await change({ version: version + 1 })).toBe("conflict");
  expect(await change({ version })).toBe("done");
  expect((await loadChecklist(operator, firm.id)).integrationId).toBe(other);
  const route = { firmId: firm.id, route: "agency", version } as const;
  expect(await codeOf(changeRoute(operator, route))).toBe("conflict");
  const connected = await house.firm();
  await house.connect(connected);
  const late = changeIntegration(operator, { firmId: connected.id, integration: other });
  expect(await codeOf(late)).toBe("conflict");
  expect(await house.historyOf(firm.id, "firm.integration_changed")).toHaveLength(1);
});

it("repeats a set-up for another integration: the same people, once, however often it is pressed", async () => {
  const first = await house.firm({ name: "Ferris & Lunt" });
  await house.system.db.query((db) =>
    db
      .update(firms)
      .set({ tags: ["vip"], planAnswer: "essentials" })
      .where(eq(firms.id, first.id)),
  );
  const integration = await house.integration(["matters"]);
  const input = { firmId: first.id, integration, region: "" } as const;
  expect(await codeOf(repeatFirm(house.staff.viewer, input))).toBe("forbidden");
  expect(await codeOf(repeatFirm(operator, { ...input, firmId: "firm_none" }))).toBe("not_found");
  expect(await codeOf(repeatFirm(operator, { ...input, integration: "intg_none" }))).toBe(
    "invalid_input",
  );
  expect(repeatInput.safeParse({ integration, region: "mars" }).success).toBe(false);
  const { integrationId } = await loadChecklist(operator, first.id);
  const same = { ...input, integration: integrationId };
  expect(await codeOf(repeatFirm(operator, same))).toBe("invalid_input");
  const [one, two] = await Promise.all([repeatFirm(operator, input), repeatFirm(operator, input)]);
  expect(one.firmId).toBe(two.firmId);
  expect(one.firmId).not.toBe(first.id);
  const ids = async (id: string) => (await listMembers(operator, id)).map((m) => m.personId);
  expect((await ids(one.firmId)).toSorted()).toEqual((await ids(first.id)).toSorted());
  const [row] = await house.system.db.query((db) =>
    db.select().from(firms).where(eq(firms.id, one.firmId)),
  );
  expect(row).toMatchObject({ name: "Ferris & Lunt", tags: ["vip"], planAnswer: "essentials" });
  expect(await house.mailsOf(one.firmId, "invite")).toHaveLength(1);
  // Another region of the same integration is a firm of its own, too.
  const region = await repeatFirm(operator, { ...same, region: "eu" });
  expect(region.firmId).not.toBe(one.firmId);
  const [contact] = await house.system.db.query((db) =>
    db.select().from(people).where(eq(people.id, first.contactId)),
  );
  expect(contact?.name).toBe("Ada Moss");
});

it("what is proven is listed with its answers and its runs; a check of nothing says so", async () => {
  const one = await house.firm({ name: "Bell & Rowe" });
  expect(await codeOf(checkFirm(house.staff.viewer, { firmId: one.id }))).toBe("forbidden");
  expect(await codeOf(checkFirm(operator, { firmId: "firm_none" }))).toBe("not_found");
  expect(await codeOf(checkFirm(operator, { firmId: one.id }))).toBe("conflict");
  const { user } = await house.account("Bell & Rowe");
  await house.connect(one, undefined, { user });
  await (
    await checkFirm(operator, { firmId: one.id })
  )();
  const { runs, results } = await listChecks(house.staff.viewer, one.id);
  expect(runs[0]).toMatchObject({
    trigger: "check_again",
    state: "done",
    startedByName: "The operator",
    newest: results.length,
  });
  expect(results).toContainEqual(
    expect.objectContaining({ resource: "contacts", result: "works", answer: "200 works" }),
  );
});
