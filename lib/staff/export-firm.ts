import { asc, eq, getTableColumns, inArray, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { now, requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import {
  applications,
  attempts,
  connections,
  developerAccounts,
  events,
  firmMembers,
  firmNotes,
  firms,
  grants,
  helpRequests,
  links,
  mails,
  people,
  probeRuns,
  problems,
  reauthorizations,
  reminders,
  scopeChecks,
  webhookDeliveries,
  webhookMessages,
  webhookTries,
} from "@/lib/db/schema";
import { sealedColumns } from "@/lib/db/sealed-columns";
import { AppError } from "@/lib/errors";
import { openEvents } from "@/lib/events/open-events";
import { recordEvent } from "@/lib/events/record-event";

/** Never exported, sealed or not: what opens something, or is compared with what somebody holds. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  ...Object.values(sealedColumns).map(({ key }) => key),
  "tokenHash",
  "stateHash",
  "browserHash",
  "codeHash",
  "deauthorizationKey",
  "clientIdDigest",
  "refusedPairDigest",
  "oidcIssuer",
  "oidcSubject",
]);

/** The tables whose rows belong to one firm, by their name in the file. */
const TABLES = {
  members: firmMembers,
  developerAccount: developerAccounts,
  applications,
  connection: connections,
  grants,
  attempts,
  permissionChecks: scopeChecks,
  checkRuns: probeRuns,
  problems,
  reauthorizations,
  links,
  mails,
  helpRequests,
  reminders,
  notes: firmNotes,
  webhookMessages,
  webhookDeliveries,
  webhookTries,
} satisfies Record<string, PgTable & { firmId: PgColumn }>;

export type FirmExport = { fileName: string; content: Record<string, unknown> };

/**
 * Everything that is kept about a firm, but for secrets: its rows, its people and its whole history in
 * order, with what is sealed there opened. Writes `firm.exported`, which is the last line of it. For
 * staff with role operator; throws `not_found`.
 */
export async function exportFirm(ctx: Context, input: { firmId: string }): Promise<FirmExport> {
  requireStaff(ctx, "operator");
  const { firmId } = input;
  const at = await now(ctx);
  return ctx.db.transaction(async (tx) => {
    const [firm] = await tx.select().from(firms).where(eq(firms.id, firmId));
    if (!firm) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
    await recordEvent(tx, ctx, { kind: "firm.exported", firmId, data: {} });
    const content: Record<string, unknown> = { exportedAt: at, firm };
    for (const [name, table] of Object.entries(TABLES)) {
      content[name] = await rowsOf(tx, table, firmId);
    }
    content.people = await peopleOf(tx, firmId);
    const lines = await tx
      .select()
      .from(events)
      .where(eq(events.firmId, firmId))
      .orderBy(asc(events.seq));
    content.history = await openEvents(tx, ctx, lines);
    return { fileName: `firm-${firmId}-${at.toISOString().slice(0, 10)}.json`, content };
  });
}

function rowsOf(tx: Queryable, table: PgTable & { firmId: PgColumn }, firmId: string) {
  const shown = Object.fromEntries(
    Object.entries(getTableColumns(table)).filter(([field]) => !SECRET_FIELDS.has(field)),
  );
  return tx.select(shown).from(table).where(eq(table.firmId, firmId));
}

/** Members of now and of before, and who was sent a link to one step. */
function peopleOf(tx: Queryable, firmId: string) {
  const ids = sql`(select ${firmMembers.personId} from ${firmMembers} where ${firmMembers.firmId} = ${firmId}
    union select ${links.personId} from ${links} where ${links.firmId} = ${firmId})`;
  return tx
    .select({ id: people.id, name: people.name, email: people.email, createdAt: people.createdAt })
    .from(people)
    .where(inArray(people.id, ids));
}
