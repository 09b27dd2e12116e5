import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { firmMembers, links } from "@/lib/db/schema";
import { switchFirm } from "@/lib/identity/switch-firm";
import { clioUsers } from "@/lib/testing/clio";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { sendReauthorization } from "./send-reauthorization";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const send = (firmId: string, ctx = house.staff.operator) =>
  codeOf(sendReauthorization(ctx, { firmId }));

it("mails the main contact a link for seven days; a newer one takes its place, ten an hour", async () => {
  const firm = await house.firm();
  expect(await send(firm.id, house.staff.viewer)).toBe("forbidden");
  expect(await send(firm.id, firm.contact)).toBe("forbidden");
  expect(await send("firm_none")).toBe("not_found");
  expect(await send(firm.id)).toBe("done");
  const token = await house.tokenOf(firm.id, "reauthorize");
  expect(token).toMatch(/^cra_/);
  const { ctx, isSignedIn } = await house.follow(token);
  expect(ctx.actor).toMatchObject({ personId: firm.contactId, firmId: firm.id, handOver: null });
  const [link] = await house.system.db.query((db) =>
    db.select().from(links).where(eq(links.purpose, "reauthorize")),
  );
  expect((link?.expiresAt.getTime() ?? 0) - (link?.createdAt.getTime() ?? 0)).toBe(7 * 86_400_000);
  expect(await send(firm.id)).toBe("done");
  expect(await isSignedIn()).toBe(false);
  expect(await codeOf(house.follow(token))).toBe("expired");
  for (let times = 2; times < 10; times += 1) await send(firm.id);
  expect(await send(firm.id)).toBe("rate_limited");
  const mails = await house.mailsOf(firm.id, "reauthorize");
  expect(new Set(mails.map(({ to }) => to))).toEqual(new Set([`ada@${firm.domain}`]));
});

it("leads to a connection that keeps its account, through the mailed link alone", async () => {
  const firm = await house.firm();
  const keys = await house.connect(firm);
  await house.control("revoke", { key: keys.key });
  await send(firm.id);
  const token = await house.tokenOf(firm.id, "reauthorize");
  const { ctx, isSignedIn } = await house.follow(token);
  await house.trip(ctx, { user: clioUsers.ada });
  // One success: the link is over, and who used it stays.
  expect(await isSignedIn()).toBe(true);
  expect(await codeOf(house.follow(token))).toBe("expired");
  const outcomes = (await house.historyOf(firm.id, "connection.connected")).map(({ data }) => [
    data["account"],
    data["replaced"],
  ]);
  expect(outcomes).toEqual([
    ["Hartley & Moss LLP", false],
    ["Hartley & Moss LLP", true],
  ]);
});

it("a person of two firms changes between them, and to no other", async () => {
  const [first, second, third] = [await house.firm(), await house.firm(), await house.firm()];
  await house.system.db.query((db) =>
    db.insert(firmMembers).values({ firmId: second.id, personId: first.contactId }),
  );
  expect(await codeOf(switchFirm(first.contact, { firmId: second.id }))).toBe("done");
  expect(await codeOf(switchFirm(first.contact, { firmId: third.id }))).toBe("not_found");
  expect(await codeOf(switchFirm(house.staff.admin, { firmId: second.id }))).toBe("forbidden");
});
