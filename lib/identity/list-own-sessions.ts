import { and, desc, eq, gt, isNull, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { sessions } from "@/lib/db/schema";
import type { SessionMethod } from "@/lib/vocabulary";
import { requireStaffSession } from "./own-factor";

const MOST = 50;

export type SessionLine = {
  sessionId: string;
  browser: string | null;
  method: SessionMethod;
  createdAt: Date;
  seenAt: Date;
  /** When it ends whatever happens. */
  expiresAt: Date;
  isThisOne: boolean;
};

/** The acting person's sessions that have not ended, the last used one first; at most fifty. */
export async function listOwnSessions(ctx: Context): Promise<SessionLine[]> {
  const { personId, sessionId } = requireStaffSession(ctx);
  const rows = await ctx.db.query((db) =>
    db
      .select()
      .from(sessions)
      .where(
        and(
          eq(sessions.personId, personId),
          isNull(sessions.endedAt),
          gt(sessions.idleExpiresAt, sql`now()`),
          gt(sessions.expiresAt, sql`now()`),
        ),
      )
      .orderBy(desc(sessions.seenAt))
      .limit(MOST),
  );
  return rows.map(({ id, browser, method, createdAt, seenAt, expiresAt }) => ({
    sessionId: id,
    browser,
    method,
    createdAt,
    seenAt,
    expiresAt,
    isThisOne: id === sessionId,
  }));
}
