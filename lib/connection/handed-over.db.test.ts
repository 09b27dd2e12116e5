import { and, eq, isNotNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storeKeys } from "@/lib/applications/store-keys";
import { events, grants } from "@/lib/db/schema";
import { handOverStep } from "@/lib/identity/hand-over-step";
import { otherFirmOf } from "@/lib/identity/look-at-link";
import { answerPlan } from "@/lib/plan/answer-plan";
import { copyLink } from "@/lib/staff/copy-link";
import { listLinks } from "@/lib/staff/list-links";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { confirmAccount, confirmForFirm } from "./confirm-account";
import { discardStaged } from "./discard-staged";
import { disconnect } from "./disconnect";
import { keepAnyway } from "./keep-anyway";
import { loadAttempt, loadConnection } from "./queries";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** A firm whose step "Connect Clio" was handed to somebody, who is signed in for it. */
async function handedOver(name = "Hartley & Moss LLP") {
  const firm = await house.firm({ name });
  const keys = await house.register();
  const pair = { client_id: keys.key, client_secret: keys.secret };
  await storeKeys(firm.contact, { region: "us", ...pair });
  return { firm, ...(await again(firm)) };
}
async function again(firm: { id: string; contact: House["system"] }) {
  const input = { step: "connect", email: "it@elsewhere.test", stepTitle: "Connect Clio" } as const;
  await handOverStep(firm.contact, input);
  const token = await house.tokenOf(firm.id, "hand_over");
  return { token, ...(await house.follow(token)) };
}
const activeOf = (firmId: string) =>
  house.system.db.query((db) =>
    db
      .select()
      .from(grants)
      .where(and(eq(grants.firmId, firmId), eq(grants.state, "active"))),
  );

describe("H-1 a first connection through a handed-over step", () => {
  it("is used after the firm's main contact confirmed it, and after nobody else did", async () => {
    const { user } = await house.account("Hartley & Moss");
    const { firm, ctx, isSignedIn } = await handedOver();
    const attempt = await house.trip(ctx, { user });
    expect((await loadAttempt(ctx, attempt))?.outcome).toBe("confirm_account");
    for (const one of [ctx, firm.second, house.staff.admin]) {
      expect(await codeOf(confirmAccount(one, await house.waiting(firm.id)))).toBe("forbidden");
    }
    expect(
      await codeOf(
        confirmForFirm(house.staff.operator, {
          firmId: firm.id,
          ...(await house.waiting(firm.id)),
        }),
      ),
    ).toBe("conflict");
    expect(await codeOf(disconnect(ctx))).toBe("forbidden");
    expect(await codeOf(keepAnyway(ctx, await house.waiting(firm.id)))).toBe("forbidden");
    expect(
      await codeOf(
        discardStaged(ctx, { ...(await house.waiting(firm.id)), isDeveloperAccount: false }),
      ),
    ).toBe("forbidden");
    expect(await activeOf(firm.id)).toEqual([]);
    expect(await isSignedIn()).toBe(true);
    expect((await confirmAccount(firm.contact, await house.waiting(firm.id))).runId).not.toBeNull();
    expect(await activeOf(firm.id)).toHaveLength(1);
    expect(await isSignedIn()).toBe(false);
    expect(await house.mailsOf(firm.id, "staff_notice")).toEqual([]);
  });

  it("of an account that does not look like the firm's waits for staff, too, who are told once", async () => {
    const { user } = await house.account("Okafor Estates");
    const { firm, ctx } = await handedOver();
    await house.trip(ctx, { user });
    expect(await confirmAccount(firm.contact, await house.waiting(firm.id))).toEqual({
      runId: null,
    });
    expect(await confirmAccount(firm.contact, await house.waiting(firm.id))).toEqual({
      runId: null,
    });
    expect(await activeOf(firm.id)).toEqual([]);
    expect(await loadConnection(firm.contact, firm.id)).toMatchObject({
      status: "checking",
      reason: "agency_confirms",
      actor: "agency",
      identity: null,
    });
    const told = await house.mailsOf(firm.id, "staff_notice");
    expect(told.map(({ to }) => to).toSorted()).toEqual([
      "admin@acucoders.test",
      "operator@acucoders.test",
    ]);
    const confirm = async (one: House["system"]) =>
      codeOf(confirmForFirm(one, { firmId: firm.id, ...(await house.waiting(firm.id)) }));
    expect(await confirm(house.staff.viewer)).toBe("forbidden");
    expect(await confirm(firm.contact)).toBe("forbidden");
    expect(await confirm(house.staff.operator)).toBe("done");
    expect(await activeOf(firm.id)).toHaveLength(1);
    expect(await house.historyOf(firm.id, "connection.staff_confirmed")).toHaveLength(1);
    // The main contact was promised a mail.
    const [mail] = await house.mailsOf(firm.id, "connected");
    expect(mail?.to).toBe(`ada@${firm.domain}`);
    expect(await confirm(house.staff.operator)).toBe("conflict");
  });

  it("a later one of the confirmed account needs no question, and ends the link with the step", async () => {
    const { user } = await house.account("Hartley & Moss");
    const { firm, ctx } = await handedOver();
    await house.trip(ctx, { user });
    await confirmAccount(firm.contact, await house.waiting(firm.id));
    const next = await again(firm);
    const attempt = await house.trip(next.ctx, { user });
    expect((await loadAttempt(firm.contact, attempt))?.outcome).toBeUndefined();
    expect((await loadAttempt(next.ctx, attempt))?.outcome).toBe("connected");
    expect(await next.isSignedIn()).toBe(false);
    expect(await codeOf(house.follow(next.token))).toBe("expired");
  });

  it("names both firms to somebody who is signed in for another one", async () => {
    const { firm, token } = await handedOver("Castellan Family Law");
    const mine = { id: "firm_mine", name: "Marsh, Teller & Co" };
    const session = { currentFirmId: mine.id, firms: [mine] };
    expect(await otherFirmOf(house.system, { token, session })).toEqual({
      current: mine.name,
      other: "Castellan Family Law",
    });
    const own = { currentFirmId: firm.id, firms: [{ id: firm.id, name: "Castellan Family Law" }] };
    expect(await otherFirmOf(house.system, { token, session: own })).toBeNull();
    expect(await otherFirmOf(house.system, { token, session: null })).toBeNull();
  });
});

describe("H-8 a link that staff copied", () => {
  it("marks its sessions and what is done in them, and no account is confirmed there", async () => {
    const firm = await house.firm({ name: "Copied & Partners" });
    const { user } = await house.account("Copied & Partners");
    expect(await codeOf(copyLink(house.staff.viewer, { firmId: firm.id }))).toBe("forbidden");
    expect(await codeOf(copyLink(house.staff.operator, { firmId: "firm_none" }))).toBe("not_found");
    const { link } = await copyLink(house.staff.operator, { firmId: firm.id });
    const { ctx } = await house.follow(link.split("/l/")[1] ?? "");
    const linkId = ctx.actor.kind === "firm" ? ctx.actor.copiedLinkId : null;
    expect(linkId).toBe((await listLinks(house.staff.viewer, firm.id))[0]?.id);
    const [copied] = await house.historyOf(firm.id, "link.copied");
    const { actor } = house.staff.operator;
    expect([copied?.actorId, copied?.data["link"]]).toEqual([
      actor.kind === "staff" ? actor.personId : "",
      linkId,
    ]);
    await answerPlan(ctx, { plan: "essentials" });
    const keys = await house.register();
    await storeKeys(ctx, { region: "us", client_id: keys.key, client_secret: keys.secret });
    await house.trip(ctx, { user });
    expect(await codeOf(confirmAccount(ctx, await house.waiting(firm.id)))).toBe("forbidden");
    expect(await activeOf(firm.id)).toEqual([]);
    const marked = await house.system.db.query((db) =>
      db
        .select({ kind: events.kind, via: events.viaCopiedLink })
        .from(events)
        .where(and(eq(events.firmId, firm.id), isNotNull(events.viaCopiedLink))),
    );
    expect(new Set(marked.map(({ via }) => via))).toEqual(new Set([linkId]));
    expect(marked.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["plan.answered", "keys.stored", "connection.attempt_ended"]),
    );
    // The same person, by a link of their own mail, confirms.
    expect((await confirmAccount(firm.contact, await house.waiting(firm.id))).runId).not.toBeNull();
    const [line] = await house.historyOf(firm.id, "connection.account_confirmed");
    expect(line?.viaCopiedLink).toBeNull();
  });

  it("takes the place of the invitation that was mailed", async () => {
    const firm = await house.firm();
    const mailed = await house.tokenOf(firm.id, "invite");
    await copyLink(house.staff.operator, { firmId: firm.id });
    expect(await codeOf(house.follow(mailed))).toBe("expired");
  });
});
