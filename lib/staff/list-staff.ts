import { asc, eq, isNotNull, max, sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { people, sessions, staffFactors } from "@/lib/db/schema";
import type { StaffRole } from "@/lib/vocabulary";

const MOST = 500;

export type StaffView = {
  personId: string;
  name: string;
  email: string;
  role: StaffRole;
  isMe: boolean;
  disabledAt: Date | null;
  /** Null for who has never signed in. */
  seenAt: Date | null;
  hasFactor: boolean;
  /** Known to the organisation’s own sign-in. */
  hasOidc: boolean;
  openSessions: number;
};

/** Everybody of staff, who can sign in first, then by name; at most 500. For staff of any role. */
export async function listStaff(ctx: Context): Promise<StaffView[]> {
  const { personId: me } = requireStaff(ctx, "viewer");
  const isOpen = sql`${sessions.endedAt} is null and ${sessions.idleExpiresAt} > now() and ${sessions.expiresAt} > now()`;
  const rows = await ctx.db.query((db) =>
    db
      .select({
        personId: people.id,
        name: people.name,
        email: people.email,
        role: people.staffRole,
        disabledAt: people.disabledAt,
        oidcSubject: people.oidcSubject,
        factorAt: max(staffFactors.confirmedAt),
        seenAt: max(sessions.seenAt),
        openSessions: sql<number>`(count(${sessions.id}) filter (where ${isOpen}))::int`,
      })
      .from(people)
      .leftJoin(sessions, eq(sessions.personId, people.id))
      .leftJoin(staffFactors, eq(staffFactors.personId, people.id))
      .where(eq(people.kind, "staff"))
      .groupBy(people.id)
      .orderBy(asc(isNotNull(people.disabledAt)), asc(sql`lower(${people.name})`), asc(people.id))
      .limit(MOST),
  );
  return rows.map(({ role, oidcSubject, factorAt, ...row }) => ({
    ...row,
    role: role ?? "viewer",
    isMe: row.personId === me,
    hasFactor: factorAt !== null,
    hasOidc: oidcSubject !== null,
  }));
}
