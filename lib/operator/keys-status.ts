import { and, eq, gte, lt } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Context } from "@/lib/context";
import { isEqualText } from "@/lib/crypto/hash";
import type { Queryable } from "@/lib/db/client";
import { attempts, events, keyChecks, mails } from "@/lib/db/schema";
import { countSealed, sumOf } from "./count-sealed";

/** A key of AES-GCM with random IVs is good for this many values. */
export const VALUES_OF_A_KEY = 2 ** 32;

export type KeyStatus = {
  kid: string;
  encrypts: boolean;
  inRing: boolean;
  /** `not_noted`: no portal has encrypted with it yet, or it was retired. */
  check: "right" | "wrong" | "not_noted" | "not_compared";
  /** Values that it seals now: `table.column → count`. */
  values: ReadonlyMap<string, number>;
  /** About how many values it has ever sealed; far below `VALUES_OF_A_KEY`. */
  everSealed: number;
};

/** What is known of each key of the ring and of the database. Works with a wrong ring, too. */
export async function keysStatus(ctx: Context): Promise<KeyStatus[]> {
  return ctx.db.query(async (db) => {
    const noted = await db.select().from(keyChecks).orderBy(keyChecks.createdAt);
    const sealed = await countSealed(db);
    const kids = new Set([
      ...ctx.ring.byId.keys(),
      ...noted.map(({ kid }) => kid),
      ...sealed.keys(),
    ]);
    const all: KeyStatus[] = [];
    for (const kid of kids) {
      const check = noted.find((one) => one.kid === kid);
      const key = ctx.ring.byId.get(kid);
      const values = sealed.get(kid) ?? new Map<string, number>();
      const next = check && noted.find(({ createdAt }) => createdAt > check.createdAt);
      const written = check ? await countWritten(db, check.createdAt, next?.createdAt) : 0;
      all.push({
        kid,
        encrypts: kid === ctx.ring.current.kid,
        inRing: key !== undefined,
        check: !check
          ? "not_noted"
          : !key
            ? "not_compared"
            : isEqualText(key.checkValue, check.value)
              ? "right"
              : "wrong",
        values,
        everSealed: sumOf(values) + written,
      });
    }
    return all;
  });
}

/** What was sealed and is gone: renewed tokens (two each), mails, code verifiers. Nobody counts them. */
async function countWritten(db: Queryable, from: Date, to: Date | undefined): Promise<number> {
  const within = (at: PgColumn) => and(gte(at, from), to && lt(at, to));
  const isRefresh = eq(events.kind, "connection.refreshed");
  const counts = await Promise.all([
    db.$count(events, and(isRefresh, within(events.at))),
    db.$count(mails, within(mails.queuedAt)),
    db.$count(attempts, within(attempts.createdAt)),
  ]);
  const [refreshes, bodies, verifiers] = counts;
  return 2 * refreshes + bodies + verifiers;
}
