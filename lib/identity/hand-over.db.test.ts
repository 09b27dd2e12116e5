import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storeKeys } from "@/lib/applications/store-keys";
import { links, rateLimits, sessions } from "@/lib/db/schema";
import { answerPlan } from "@/lib/plan/answer-plan";
import { listMails } from "@/lib/staff/list-mails";
import { randomToken } from "@/lib/crypto/hash";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import type { HandOverStep } from "@/lib/vocabulary";
import { addMember, addMemberInput } from "./add-member";
import { handOverInput, handOverStep } from "./hand-over-step";
import { lookAtLink } from "./look-at-link";
import { refuseLink } from "./refuse-link";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

type Firm = Awaited<ReturnType<House["firm"]>>;
const send = (firm: Firm, step: HandOverStep, email = "it@elsewhere.test") =>
  handOverStep(firm.contact, { step, email, stepTitle: "Send us the keys" });
const handOver = async (firm: Firm, step: HandOverStep) => {
  await send(firm, step);
  return house.tokenOf(firm.id, "hand_over");
};

describe("a handed-over step", () => {
  it("LK-09 same link in three browsers: when one does the step, the others see that it is over", async () => {
    const firm = await house.firm();
    const token = await handOver(firm, "credentials");
    const browsers = [
      await house.follow(token),
      await house.follow(token),
      await house.follow(token),
    ];
    const signedIn = () => Promise.all(browsers.map((browser) => browser.isSignedIn()));
    expect(await signedIn()).toEqual([true, true, true]);
    const { key, secret } = await house.register();
    const pair = { client_id: key, client_secret: secret };
    await storeKeys(browsers[1]?.ctx ?? house.system, { region: "us", ...pair });
    expect(await signedIn()).toEqual([false, false, false]);
    expect(await lookAtLink(house.system, token)).toBe("over");
    expect(await codeOf(house.follow(token))).toBe("expired");
  });

  it("is for its step, two hours and seven days alone, and ends when it is sent again", async () => {
    const firm = await house.firm();
    const first = await handOver(firm, "plan");
    const { ctx, isSignedIn } = await house.follow(first);
    expect(ctx.actor).toMatchObject({ handOver: { step: "plan" }, firmId: firm.id });
    const sessionId = ctx.actor.kind === "firm" ? ctx.actor.sessionId : "";
    const [found] = await house.system.db.query((db) =>
      db
        .select({ link: links, session: sessions })
        .from(sessions)
        .innerJoin(links, eq(links.id, sessions.linkId))
        .where(eq(sessions.id, sessionId)),
    );
    const hours = (row?: { createdAt: Date; expiresAt: Date }) =>
      row && (row.expiresAt.getTime() - row.createdAt.getTime()) / 3_600_000;
    expect([hours(found?.link), hours(found?.session)]).toEqual([7 * 24, 2]);
    const second = await handOver(firm, "plan");
    expect(await isSignedIn()).toBe(false);
    expect(await lookAtLink(house.system, first)).toBe("over");
    expect(await lookAtLink(house.system, second)).toBe("usable");
    await answerPlan((await house.follow(second)).ctx, { plan: "essentials" });
    expect(await lookAtLink(house.system, second)).toBe("over");
  });

  it("ends when the step is sent to somebody else", async () => {
    const firm = await house.firm();
    const first = await handOver(firm, "plan");
    await send(firm, "plan", "other@elsewhere.test");
    expect(await lookAtLink(house.system, first)).toBe("over");
    expect(await lookAtLink(house.system, await house.tokenOf(firm.id, "hand_over"))).toBe(
      "usable",
    );
  });

  it("gives no right to hand over or to add people, and makes nobody a member", async () => {
    const firm = await house.firm();
    const { ctx } = await house.follow(await handOver(firm, "plan"));
    const step = { step: "connect", email: "x@elsewhere.test", stepTitle: "Connect" } as const;
    expect(await codeOf(handOverStep(ctx, step))).toBe("forbidden");
    expect(await codeOf(addMember(ctx, { name: "X", email: "x@elsewhere.test" }))).toBe(
      "forbidden",
    );
    expect(await codeOf(handOverStep(house.staff.admin, step))).toBe("forbidden");
  });
});

describe("H-6 no cannon of mails", () => {
  it("takes no text of the sender's, and no address in a name", () => {
    const note = { step: "plan", email: "x@y.test", note: "Buy this" };
    expect(handOverInput.safeParse(note).success).toBe(false);
    for (const name of [
      "Win at https://evil.test",
      "Visit evil.test now",
      "www.evil.test",
      "mail eve@evil.test",
      "<b>Ada</b>",
      "Ada\r\nBcc: eve",
      "Ada \u202egnihsihp",
      "a".repeat(81),
    ]) {
      expect([name, addMemberInput.safeParse({ name, email: "x@y.test" }).success]).toEqual([
        name,
        false,
      ]);
    }
    for (const name of ["Ada Moss", "Dr. J. R. O’Neill-Çelik", "王小明", "Ana de la Cruz, Esq."]) {
      expect(addMemberInput.safeParse({ name, email: "x@y.test" }).success).toBe(true);
    }
  });

  it("mails to five people a day for a firm, whoever of it asks and by whichever way", async () => {
    const [firm, other] = [await house.firm(), await house.firm()];
    for (let sent = 0; sent < 3; sent += 1) await send(firm, "plan", `p${sent}@elsewhere.test`);
    await addMember(firm.second, { name: "Cleo", email: `cleo@${firm.domain}` });
    await addMember(firm.second, { name: "Dee", email: `dee@${firm.domain}` });
    expect(await codeOf(send(firm, "plan", "p6@elsewhere.test"))).toBe("rate_limited");
    const more = { name: "Eva", email: `eva@${firm.domain}` };
    expect(await codeOf(addMember(firm.contact, more))).toBe("rate_limited");
    expect(await codeOf(send(other, "plan"))).toBe("done");
    const seen = await listMails(house.staff.viewer, firm.id);
    const addresses = seen.filter(({ kind }) => kind === "hand_over" || kind === "invite");
    expect(new Set(addresses.map(({ toAddress }) => toAddress))).toEqual(
      new Set([
        `ada@${firm.domain}`,
        "p0@elsewhere.test",
        "p1@elsewhere.test",
        "p2@elsewhere.test",
        `cleo@${firm.domain}`,
        `dee@${firm.domain}`,
      ]),
    );
    await house.system.db.query((db) =>
      db
        .update(rateLimits)
        .set({ windowEndsAt: sql`now()` })
        .where(eq(rateLimits.key, `recipients:${firm.id}`)),
    );
    expect(await codeOf(send(firm, "plan", "p6@elsewhere.test"))).toBe("done");
  });

  it("LK-07 “this is not for me” ends the link and its sessions, and staff see it", async () => {
    const firm = await house.firm();
    const token = await handOver(firm, "connect");
    const { isSignedIn } = await house.follow(token);
    await refuseLink(house.system, { token, network: "192.0.2" });
    await refuseLink(house.system, { token, network: "192.0.2" });
    expect(await lookAtLink(house.system, token)).toBe("over");
    expect(await isSignedIn()).toBe(false);
    expect(await house.historyOf(firm.id, "link.not_me")).toHaveLength(1);
    const guess = () =>
      codeOf(refuseLink(house.system, { token: `cho_${randomToken()}`, network: "198.51.100" }));
    for (let tries = 0; tries < 10; tries += 1) expect(await guess()).toBe("not_found");
    expect(await guess()).toBe("rate_limited");
  });

  it("writes to no staff address, and to nothing that is no address", async () => {
    const firm = await house.firm();
    for (const email of [
      "admin@acucoders.test",
      "admin@anteroom.test",
      "ada",
      "a@x.test,b@x.test",
    ]) {
      expect(await codeOf(send(firm, "plan", email))).toBe("invalid_input");
    }
    expect(await house.mailsOf(firm.id, "hand_over")).toEqual([]);
  });
});
