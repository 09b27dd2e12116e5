import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { firmMembers, people } from "@/lib/db/schema";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { addMember } from "./add-member";
import { handOverStep } from "./hand-over-step";
import { lookAtLink } from "./look-at-link";
import { listMembers } from "./queries";
import { removeMember } from "./remove-member";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const namesOf = async (firmId: string) =>
  (await listMembers(house.system, firmId)).map(({ name }) => name);

describe("people of a firm", () => {
  it("are added with an invitation of their own, and everybody who was there is told", async () => {
    const firm = await house.firm();
    const email = `Cleo@${firm.domain}`;
    await addMember(firm.second, { name: "Cleo Park", email });
    expect(await namesOf(firm.id)).toEqual(["Ada Moss", "Ben Cole", "Cleo Park"]);
    expect((await house.mailsOf(firm.id, "person_added")).map(({ to }) => to).toSorted()).toEqual([
      `ada@${firm.domain}`,
      `ben@${firm.domain}`,
    ]);
    const [invite] = await house.mailsOf(firm.id, "invite");
    expect(invite?.to).toBe(`cleo@${firm.domain}`);
    const { ctx } = await house.follow(await house.tokenOf(firm.id, "invite"));
    expect(ctx.actor).toMatchObject({ firmId: firm.id, handOver: null, copiedLinkId: null });
    expect(await codeOf(addMember(firm.contact, { name: "Cleo", email }))).toBe("invalid_input");
    expect(await house.historyOf(firm.id, "firm.person_added")).toHaveLength(1);
  });

  it("are never staff, and need an address", async () => {
    const firm = await house.firm();
    for (const email of ["operator@acucoders.test", "admin@anteroom.test", "cleo", ""]) {
      expect(await codeOf(addMember(firm.contact, { name: "Cleo", email }))).toBe("invalid_input");
    }
    const stranger = { name: "Cleo", email: `cleo@${firm.domain}` };
    expect(await codeOf(addMember(house.staff.admin, stranger))).toBe("forbidden");
    expect(await namesOf(firm.id)).toEqual(["Ada Moss", "Ben Cole"]);
  });

  it("who are removed are out at once, by every link, and may come again", async () => {
    const [firm, other] = [await house.firm(), await house.firm()];
    const email = `cleo@${firm.domain}`;
    await addMember(firm.contact, { name: "Cleo", email });
    const token = await house.tokenOf(firm.id, "invite");
    const { ctx, isSignedIn } = await house.follow(token);
    const person = ctx.actor.kind === "firm" ? ctx.actor.personId : "";
    expect(await codeOf(removeMember(other.contact, { person }))).toBe("not_found");
    expect(await codeOf(removeMember(house.staff.admin, { person }))).toBe("forbidden");
    expect(await codeOf(removeMember(firm.second, { person: firm.contactId }))).toBe("conflict");
    expect(await isSignedIn()).toBe(true);
    const step = { step: "connect", email: "it@elsewhere.test", stepTitle: "Connect" } as const;
    await handOverStep(await house.member(firm.id, person), step);
    const handedOver = await house.follow(await house.tokenOf(firm.id, "hand_over"));
    await removeMember(firm.second, { person });
    expect(await isSignedIn()).toBe(false);
    expect(await handedOver.isSignedIn()).toBe(false);
    expect(await lookAtLink(house.system, token)).toBe("over");
    expect(await codeOf(removeMember(firm.second, { person }))).toBe("not_found");
    expect(await namesOf(firm.id)).toEqual(["Ada Moss", "Ben Cole"]);
    await addMember(firm.contact, { name: "Cleo", email });
    const rows = await house.system.db.query((db) =>
      db
        .select()
        .from(firmMembers)
        .innerJoin(people, eq(people.id, firmMembers.personId))
        .where(and(eq(firmMembers.firmId, firm.id), eq(people.email, email))),
    );
    expect(rows.map((row) => row.firm_members.removedAt)).toEqual([null]);
    expect(await codeOf(listMembers(other.contact, firm.id))).toBe("not_found");
  });
});

it("an invitation that was opened ends with the first “Working”, and signs nobody out", async () => {
  const firm = await house.firm();
  const token = await house.tokenOf(firm.id, "invite");
  const { isSignedIn } = await house.follow(token);
  await addMember(firm.contact, { name: "Cleo", email: `cleo@${firm.domain}` });
  const unopened = await house.tokenOf(firm.id, "invite");
  await house.connect(firm);
  expect(await isSignedIn()).toBe(true);
  expect(await lookAtLink(house.system, token)).toBe("over");
  expect(await codeOf(house.follow(token))).toBe("expired");
  expect(await lookAtLink(house.system, unopened)).toBe("usable");
});
