import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Context } from "@/lib/context";
import { applications, firmKeys, firms, grants, mails, people, sessions } from "@/lib/db/schema";
import { listEvents } from "@/lib/events/queries";
import { tamper } from "@/lib/events/chains.testing";
import { verifyChain } from "@/lib/events/verify-chain";
import { verifyEvents } from "@/lib/events/verify-events";
import { requestSignIn } from "@/lib/identity/request-sign-in";
import { askForHelp } from "@/lib/onboarding/ask-for-help";
import { loadChecklist } from "@/lib/onboarding/queries";
import { answerPlan } from "@/lib/plan/answer-plan";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { addPerson } from "./add-person";
import { changeRoute } from "./change-route";
import { closeFirm, closeInput } from "./close-firm";
import { copyLink } from "./copy-link";
import { eraseFirms } from "./erase-firms";
import { exportFirm } from "./export-firm";
import { addNote } from "./firm-notes";
import { importInput, runImport, startImport } from "./import-firms";
import { loadEvidence } from "./load-evidence";
import { sendInvitation } from "./send-invitation";
import { setLive } from "./set-live";

let house: House;
let operator: Context;
let firm: Awaited<ReturnType<House["firm"]>>;
const NAME = "Ravensworth Quillfeather LLP";
const close = (more: Partial<Parameters<typeof closeFirm>[1]> = {}, ctx = operator) =>
  codeOf(closeFirm(ctx, { firmId: firm.id, name: NAME, reason: "Thistlewood left us", ...more }));

/** A firm about which there is something personal in every table that may hold it. */
beforeAll(async () => {
  house = await openHouse();
  operator = house.staff.operator;
  firm = await house.firm({ name: NAME });
  await answerPlan(firm.contact, { plan: "essentials" });
  const { user } = await house.account(NAME);
  await house.connect(firm, undefined, { user });
  await askForHelp(firm.contact, {
    kind: "stuck",
    step: "connect",
    text: "Thistlewood cannot find the button",
  });
  await addNote(operator, { firmId: firm.id, text: "Thistlewood prefers mornings" });
  await addPerson(operator, {
    firmId: firm.id,
    name: "Petronella Thistlewood",
    email: "petronella@thistlewood.test",
  });
  const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  await setLive(operator, { firmId: firm.id, decision: "off", reason: "", until: "" });
  await setLive(operator, {
    firmId: firm.id,
    decision: "override",
    reason: "Thistlewood asked for it",
    until,
  });
  const csv = `name,integration,contact_name,contact_email\n${NAME},Clio and HubSpot contacts,Petronella,petronella@thistlewood.test`;
  const { importId } = await startImport(operator, importInput.parse({ csv }));
  await runImport(operator, { importId, invitations: "hold" });
});
afterAll(() => house.close());

it("is for operators, asks for the name and a reason, and for the version that was looked at", async () => {
  expect(await close({}, house.staff.viewer)).toBe("forbidden");
  expect(await close({}, firm.contact)).toBe("forbidden");
  expect(await close({ firmId: "firm_none" })).toBe("not_found");
  expect(await close({ name: "Ravensworth" })).toBe("invalid_input");
  expect(await close({ version: 1_000 })).toBe("conflict");
  expect(closeInput.safeParse({ reason: " ", name: NAME }).success).toBe(false);
  expect(closeInput.safeParse({ reason: "x", name: NAME, more: "y" }).success).toBe(false);
  expect(await house.historyOf(firm.id, "firm.closed")).toEqual([]);
});

it("exports all of it but secrets, for operators, and says so in the history", async () => {
  expect(await codeOf(exportFirm(house.staff.viewer, { firmId: firm.id }))).toBe("forbidden");
  expect(await codeOf(exportFirm(operator, { firmId: "firm_none" }))).toBe("not_found");
  const { content, fileName } = await exportFirm(operator, { firmId: firm.id });
  const text = JSON.stringify(content);
  expect(fileName).toMatch(/^firm-firm_\w+-\d{4}-\d{2}-\d{2}\.json$/);
  for (const word of [
    NAME,
    "prefers mornings",
    "cannot find the button",
    "petronella@",
    "Ada Moss",
  ]) {
    expect(text).toContain(word);
  }
  expect(text).not.toMatch(/"(\w*Sealed|\w*Hash|\w*Digest|deauthorizationKey)"/);
  expect(text).not.toMatch(/"v1\.[\w-]+\.[\w-]{16}\./);
  expect(await house.historyOf(firm.id, "firm.exported")).toHaveLength(1);
});

it("closes: keys and tokens are overwritten, links and sessions die, nothing is mailed any more", async () => {
  expect(await close()).toBe("done");
  expect(await close()).toBe("conflict");
  const [row] = await house.system.db.query((db) =>
    db.select().from(firms).where(eq(firms.id, firm.id)),
  );
  expect(row).toMatchObject({ liveAt: null, closedBy: expect.any(String) as string });
  const days = ((row?.eraseAt?.getTime() ?? 0) - (row?.closedAt?.getTime() ?? 0)) / 86_400_000;
  expect(days).toBe(30);
  const kept = await house.system.db.query((db) =>
    db
      .select({ state: grants.state, refresh: grants.refreshTokenSealed })
      .from(grants)
      .where(eq(grants.firmId, firm.id)),
  );
  expect(kept).toEqual([{ state: "retired", refresh: null }]);
  const keys = await house.system.db.query((db) =>
    db
      .select({ id: applications.clientIdSealed, secret: applications.clientSecretSealed })
      .from(applications)
      .where(eq(applications.firmId, firm.id)),
  );
  expect(keys).toEqual([{ id: null, secret: null }]);
  const open = await house.system.db.query((db) =>
    db
      .select({ id: sessions.id })
      .from(sessions)
      .where(and(eq(sessions.currentFirmId, firm.id), sql`${sessions.endedAt} is null`)),
  );
  expect(open).toEqual([]);
  // The one that tells members of the end, and none that waited before.
  const waiting = await house.system.db.query((db) =>
    db
      .selectDistinct({ kind: mails.kind })
      .from(mails)
      .where(and(eq(mails.firmId, firm.id), eq(mails.state, "queued"))),
  );
  expect(waiting).toEqual([{ kind: "disconnected" }]);
  expect((await loadChecklist(house.system, firm.id)).connectionStatus).toBe("not_connected");
  for (const work of [
    () => copyLink(operator, { firmId: firm.id }),
    () => sendInvitation(operator, { firmId: firm.id }),
    () => changeRoute(operator, { firmId: firm.id, route: "agency" }),
    () => addNote(operator, { firmId: firm.id, text: "late" }),
    () => addPerson(operator, { firmId: firm.id, name: "Late", email: "late@late.test" }),
  ]) {
    expect(await codeOf(work())).toBe("conflict");
  }
});

it("who belonged to it alone signs in for nothing, and is still mailed a way in elsewhere", async () => {
  await requestSignIn(house.system, { email: `ada@${firm.domain}`, browserToken: "x".repeat(43) });
  const sent = await house.system.db.query((db) =>
    db
      .select({ firmId: mails.firmId })
      .from(mails)
      .where(and(eq(mails.toAddress, `ada@${firm.domain}`), eq(mails.kind, "sign_in"))),
  );
  expect(sent).toEqual([{ firmId: null }]);
});

/** Every table as text, but for counters, which end by themselves within a day. */
const textsOf = () =>
  house.system.db.query((db) =>
    db.execute<{ table: string; text: string }>(sql`
      select table_name as "table",
        query_to_xml(format('select t::text from %I t', table_name), true, false, '')::text as text
      from information_schema.tables
      where table_schema = 'public' and table_name <> 'rate_limits'`),
  );

it("erases once its time has come: no word is left in any table, and the chain verifies", async () => {
  expect(await eraseFirms(house.system)).toBe(0);
  // The other firm of the file is closed, too: its people and name would be left otherwise.
  const others = await house.system.db.query((db) =>
    db
      .select({ id: firms.id, name: firms.name })
      .from(firms)
      .where(and(eq(firms.name, NAME), sql`${firms.closedAt} is null`)),
  );
  for (const { id, name } of others) await closeFirm(operator, { firmId: id, name, reason: "x" });
  await house.system.db.query((db) =>
    db.update(firms).set({ eraseAt: sql`now() - interval '1 second'` }),
  );
  expect(await eraseFirms(house.system)).toBe(1 + others.length);
  expect(await eraseFirms(house.system)).toBe(0);
  const found: string[] = [];
  for (const { table, text } of await textsOf()) {
    for (const word of [
      "Ravensworth",
      "Quillfeather",
      "Thistlewood",
      "thistlewood",
      "Petronella",
      firm.domain,
      "Ada Moss",
    ]) {
      if (text.includes(word)) found.push(`${table}: ${word}`);
    }
  }
  expect(found).toEqual([]);
  const key = await house.system.db.query((db) =>
    db.select().from(firmKeys).where(eq(firmKeys.firmId, firm.id)),
  );
  expect(key).toMatchObject([{ keySealed: null, destroyedAt: expect.any(Date) as Date }]);
  const lines = await listEvents(operator, { firmId: firm.id, limit: 200 });
  expect(lines[0]).toMatchObject({ kind: "firm.erased", isErased: false });
  expect(lines.find(({ kind }) => kind === "firm.closed")).toMatchObject({ isErased: true });
  expect(await verifyEvents(house.system)).toMatchObject({ wrong: 0, sentences: [] });
  const [ada] = await house.system.db.query((db) =>
    db.select().from(people).where(eq(people.id, firm.contactId)),
  );
  expect(ada).toMatchObject({ name: "Erased person", disabledAt: expect.any(Date) as Date });
});

it("the evidence stays without a name: what was overwritten when, and a chain that tells every change", async () => {
  expect(await codeOf(loadEvidence(firm.contact, firm.id))).toBe("forbidden");
  const evidence = await loadEvidence(house.staff.viewer, firm.id);
  expect(evidence.grants).toMatchObject([
    { userName: null, accountName: null, state: "retired", areTokensGone: true },
  ]);
  expect(evidence.keys).toMatchObject([{ hasSecret: false, storedAt: null, endsWith: null }]);
  expect(evidence.keyDestroyedAt).toBeInstanceOf(Date);
  const kinds = evidence.deletions.map(({ kind }) => kind);
  expect(kinds).toEqual([
    "connection.disconnected",
    "keys.withdrawn",
    "firm.closed",
    "firm.erased",
  ]);
  const whole = await verifyChain(house.staff.viewer, firm.id);
  expect(whole).toMatchObject({ isWhole: true, head: { hash: expect.any(String) as string } });
  const [first] = await house.historyOf(firm.id);
  await tamper(
    { ...house.system, db: house.owner },
    `update events set data = '{}' where id = '${first?.id}'`,
  );
  expect(await verifyChain(house.staff.viewer, firm.id)).toEqual({ ...whole, isWhole: false });
});
