import { and, eq, isNull, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { now, requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { firms, imports, people, type ImportRow } from "@/lib/db/schema";
import { AppError, invalidInput, toAppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { findOrCreateMember } from "@/lib/identity/find-or-create-member";
import { newId } from "@/lib/ids";
import { listIntegrations } from "@/lib/integrations/queries";
import { firmOf, MOST_BYTES, readImport, type ImportedFirm, type Known } from "./import-rules";
import { insertFirm } from "./insert-firm";

/** POST /api/staff/imports. */
export const importInput = z.strictObject({
  csv: z.string().min(1, "Paste the file, or choose one."),
});

/**
 * Looks at a file of firms and makes none: what would be made, and what is wrong with each row. Kept for a
 * week. For staff with role operator. Returns the import's id; throws `invalid_input` for what cannot be
 * read as such a file.
 */
export async function startImport(
  ctx: Context,
  input: z.infer<typeof importInput>,
): Promise<{ importId: string }> {
  const { personId } = requireStaff(ctx, "operator");
  if (Buffer.byteLength(input.csv) > MOST_BYTES) {
    throw invalidInput({ csv: "This is more than 60 kB. Cut the file into two." });
  }
  const known = await loadKnown(ctx);
  const read = readImport(input.csv, known);
  if ("problem" in read) throw invalidInput({ csv: read.problem });
  const importId = newId("importRun");
  await ctx.db.transaction(async (tx) => {
    const rows: ImportRow[] = [];
    for (const row of read.rows) {
      const firm = firmOf(row, known);
      rows.push(firm ? await lookedAt(tx, row, firm) : row);
    }
    await tx.insert(imports).values({ id: importId, rows, createdBy: personId });
  });
  return { importId };
}

async function lookedAt(tx: Queryable, row: ImportRow, firm: ImportedFirm): Promise<ImportRow> {
  const there = await findFirm(tx, firm);
  if (there) return { ...row, firmId: there, outcome: THERE_ALREADY };
  const [person] = await tx.select().from(people).where(eq(people.email, firm.contactEmail));
  if (person?.kind !== "staff") return row;
  return { ...row, problems: { contact_email: "This address belongs to staff." } };
}

const THERE_ALREADY = "There already; nothing is done.";

export type ImportView = {
  id: string;
  rows: ImportRow[];
  /** How many firms a run would still make. */
  toMake: number;
  made: number;
  finishedAt: Date | null;
  sendsInvitations: boolean;
};

/** An import with its rows. For staff. Throws `not_found`, also once a week has passed. */
export async function loadImport(ctx: Context, importId: string): Promise<ImportView> {
  requireStaff(ctx, "viewer");
  const [found] = await ctx.db.query((db) =>
    db.select().from(imports).where(eq(imports.id, importId)),
  );
  if (!found) throw new AppError({ code: "not_found", message: `no import ${importId}` });
  const { id, rows, finishedAt, sendsInvitations } = found;
  return {
    id,
    rows,
    finishedAt,
    sendsInvitations,
    toMake: rows.filter(isToMake).length,
    made: rows.filter(({ outcome }) => outcome?.startsWith(MADE)).length,
  };
}

const MADE = "Made";
const isToMake = ({ problems, firmId }: ImportRow) =>
  firmId === null && Object.keys(problems).length === 0;

/** POST /api/staff/imports/[id]/run. */
export const runImportInput = z.strictObject({
  invitations: z.enum(["send", "hold"], { error: "Choose whether invitations are sent." }),
});

/**
 * Makes the firms of an import, each with its line in the same transaction: a row that fails stops no
 * other and says why, and running again makes only what is missing. For staff with role operator.
 * Returns how many were made now; throws `not_found`.
 */
export async function runImport(
  ctx: Context,
  input: z.infer<typeof runImportInput> & { importId: string },
): Promise<{ made: number }> {
  requireStaff(ctx, "operator");
  const { importId } = input;
  const isInvited = input.invitations === "send";
  const known = await loadKnown(ctx);
  const { rows } = await loadImport(ctx, importId);
  let made = 0;
  for (const [index, row] of rows.entries()) {
    if (!isToMake(row)) continue;
    try {
      if (await makeRow(ctx, { importId, index, known, isInvited })) made += 1;
    } catch (thrown) {
      const error = toAppError(thrown);
      ctx.log.warn({ err: error, importId, index }, "a row could not be imported");
      const why = Object.values(error.fields)[0] ?? error.human;
      await ctx.db.transaction((tx) => saveRow(tx, importId, index, { ...row, outcome: why }));
    }
  }
  await ctx.db.transaction(async (tx) => {
    await tx
      .update(imports)
      .set({ finishedAt: sql`now()`, sendsInvitations: isInvited })
      .where(eq(imports.id, importId));
    if (made === 0) return;
    const data = { import: importId, count: made };
    await recordEvent(tx, ctx, { kind: "import.done", firmId: null, data });
  });
  return { made };
}

async function makeRow(
  ctx: Context,
  input: { importId: string; index: number; known: Known; isInvited: boolean },
): Promise<boolean> {
  const { importId, index, known, isInvited } = input;
  const { personId } = requireStaff(ctx, "operator");
  const at = await now(ctx);
  return ctx.db.transaction(async (tx) => {
    // Whoever presses twice waits here, and then finds the firm made.
    const [locked] = await tx.select().from(imports).where(eq(imports.id, importId)).for("update");
    const row = locked?.rows[index];
    if (!row || !isToMake(row)) return false;
    const firm = firmOf(row, known);
    if (!firm) throw invalidInput({ row: "This integration or owner is not there any more." });
    const there = await findFirm(tx, firm);
    if (there) {
      await saveRow(tx, importId, index, { ...row, firmId: there, outcome: THERE_ALREADY });
      return false;
    }
    const contact = await findOrCreateMember(tx, {
      email: firm.contactEmail,
      name: firm.contactName,
      staffAddresses: ctx.env.STAFF_ADMINS,
      field: "contact_email",
    });
    const integration = known.integrations.find(({ id }) => id === firm.integrationId);
    if (!integration) throw invalidInput({ integration: "There is no such integration." });
    const { name, route, region, ownerId, tags } = firm;
    const regionSetBy = region ? ("staff" as const) : null;
    const firmId = await insertFirm(tx, ctx, {
      values: { name, route, region, regionSetBy, ownerId, tags, createdBy: personId },
      integration,
      contact,
      told: { import: importId },
      isInvited,
      at,
    });
    const outcome = isInvited ? `${MADE}; the invitation is sent.` : `${MADE}; nobody was invited.`;
    await saveRow(tx, importId, index, { ...row, firmId, outcome });
    return true;
  });
}

function saveRow(tx: Queryable, importId: string, index: number, row: ImportRow) {
  const path = `{${index}}`;
  return tx
    .update(imports)
    .set({ rows: sql`jsonb_set(${imports.rows}, ${path}::text[], ${JSON.stringify(row)}::jsonb)` })
    .where(eq(imports.id, importId));
}

/** The open firm of this name that is set up for this integration, in this region or in one not known yet. */
async function findFirm(tx: Queryable, firm: ImportedFirm): Promise<string | null> {
  const [found] = await tx
    .select({ id: firms.id })
    .from(firms)
    .where(
      and(
        sql`lower(${firms.name}) = lower(${firm.name})`,
        eq(firms.integrationId, firm.integrationId),
        firm.region ? sql`coalesce(${firms.region}, ${firm.region}) = ${firm.region}` : undefined,
        isNull(firms.closedAt),
      ),
    )
    .limit(1);
  return found?.id ?? null;
}

async function loadKnown(ctx: Context): Promise<Known> {
  const integrations = await listIntegrations(ctx);
  const owners = await ctx.db.query((db) =>
    db
      .select({ id: people.id, email: people.email })
      .from(people)
      .where(
        and(eq(people.kind, "staff"), ne(people.staffRole, "viewer"), isNull(people.disabledAt)),
      ),
  );
  return { integrations, owners, staffAddresses: ctx.env.STAFF_ADMINS };
}
