import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { refreshConnection } from "@/lib/connection/refresh-connection";
import { openRefreshToken } from "@/lib/connection/tokens-at-rest";
import type { Context } from "@/lib/context";
import { loadKeyRing } from "@/lib/crypto/key-ring";
import { grants } from "@/lib/db/schema";
import { sealedColumns } from "@/lib/db/sealed-columns";
import { openHouse, type House } from "@/lib/testing/house";
import { addConnections, startTokenServer } from "@/lib/testing/many-connections";
import { resealColumn } from "./reseal-column";

const ROUNDS = 60;
const place = sealedColumns["grants.refresh_token_sealed"];
let house: House;
let server: Awaited<ReturnType<typeof startTokenServer>>;
let id = "";

beforeAll(async () => {
  house = await openHouse();
  server = await startTokenServer();
  [id = ""] = await addConnections(house.system, await house.integration(), 1);
});
afterAll(async () => {
  await server.stop();
  await house.close();
});

/** The context of a rotator whose `turn`-th statement is followed, before anything else, by `work`. */
function interrupted(ctx: Context, turn: number, work: () => Promise<void>): Context {
  let count = 0;
  const query: Context["db"]["query"] = async (statement) => {
    const result = await ctx.db.query(statement);
    if ((count += 1) === turn) await work();
    return result;
  };
  return { ...ctx, db: { ...ctx.db, query } };
}

it("SE-06 keeps the newest token, wherever a refresh comes between reading and writing", async () => {
  const old = house.system.env.PORTAL_KEYS?.reveal() ?? "";
  const next = `next:${randomBytes(32).toString("base64")}`;
  const rings = [loadKeyRing(`${next},${old}`), loadKeyRing(`${old},${next}`)];
  let overtaken = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    // To and fro between the two keys; the portal may be at either step.
    const ring = rings[round % 2] ?? house.system.ring;
    const rotator: Context = { ...house.system, ring };
    const portal: Context = {
      ...rotator,
      ring: rings[(round >> 1) % 2] ?? ring,
      env: { ...rotator.env, clioOrigins: { ...rotator.env.clioOrigins, us: server.origin } },
    };
    await house.system.db.query((db) =>
      db.update(grants).set({ refreshedAt: null }).where(eq(grants.id, id)),
    );
    // After the page was read, after the row was written, after the end was found.
    const refreshed = interrupted(rotator, 1 + (round % 3), async () => {
      const { kind } = await refreshConnection(portal, { grantId: id, force: true });
      expect(kind).toBe("refreshed");
    });
    overtaken += (await resealColumn(refreshed, place, () => {})).overtaken;
    const [row] = await house.system.db.query((db) =>
      db.select().from(grants).where(eq(grants.id, id)),
    );
    if (!row) throw new Error("unreachable: the grant is there");
    expect(openRefreshToken(portal, row).reveal()).toBe(server.newest(0));
  }
  expect(overtaken).toBeGreaterThan(ROUNDS / 10);
});
