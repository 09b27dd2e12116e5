import { and, desc, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { now, requireStaff, type Context } from "@/lib/context";
import { firmNotes, firms, people } from "@/lib/db/schema";
import { AppError, invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { requireOpenFirm } from "@/lib/identity/require-open-firm";
import { maskSecrets } from "@/lib/identity/rules";
import { newId } from "@/lib/ids";

const NEWEST = 50;
const LONGEST = 2000;

export type NoteView = { id: string; text: string; personName: string; createdAt: Date };

/** What staff noted about a firm, the newest first; the firm never sees it. For staff. */
export async function listNotes(ctx: Context, firmId: string): Promise<NoteView[]> {
  requireStaff(ctx, "viewer");
  return ctx.db.query((db) =>
    db
      .select({
        id: firmNotes.id,
        text: firmNotes.text,
        personName: people.name,
        createdAt: firmNotes.createdAt,
      })
      .from(firmNotes)
      .innerJoin(people, eq(people.id, firmNotes.personId))
      .where(and(eq(firmNotes.firmId, firmId), isNull(firmNotes.removedAt)))
      .orderBy(desc(firmNotes.createdAt), desc(firmNotes.id))
      .limit(NEWEST),
  );
}

/** POST /api/staff/firms/[id]/notes. */
export const noteInput = z.strictObject({
  text: z.string().trim().min(1, "Write what there is to know.").max(LONGEST, "This is too long."),
});

/**
 * Notes something about a firm; what looks like a key is masked before it is stored. For staff with role
 * operator. Throws `conflict` for a closed firm, and `not_found`.
 */
export async function addNote(
  ctx: Context,
  input: z.infer<typeof noteInput> & { firmId: string },
): Promise<void> {
  const { personId } = requireStaff(ctx, "operator");
  const { firmId } = input;
  const { text } = maskSecrets(input.text);
  if (!text) throw invalidInput({ text: "Write what there is to know." });
  const createdAt = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const [firm] = await tx.select({ id: firms.id }).from(firms).where(eq(firms.id, firmId));
    if (!firm) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
    await requireOpenFirm(tx, firmId);
    const id = newId("firmNote");
    await tx.insert(firmNotes).values({ id, firmId, personId, text, createdAt });
    await recordEvent(tx, ctx, { kind: "firm.note_added", firmId, data: { note: id } });
  });
}

/** POST /api/staff/firms/[id]/notes/remove. */
export const removeNoteInput = z.strictObject({ note: z.string().max(60) });

/**
 * Removes a note: its text is overwritten, that there was one stays in the history. For staff with role
 * operator. Throws `not_found` for one that is gone or is another firm's.
 */
export async function removeNote(
  ctx: Context,
  input: z.infer<typeof removeNoteInput> & { firmId: string },
): Promise<void> {
  requireStaff(ctx, "operator");
  const { firmId, note } = input;
  const removedAt = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const removed = await tx
      .update(firmNotes)
      .set({ removedAt, text: "" })
      .where(and(eq(firmNotes.id, note), eq(firmNotes.firmId, firmId), isNull(firmNotes.removedAt)))
      .returning({ id: firmNotes.id });
    if (removed.length === 0) {
      throw new AppError({ code: "not_found", message: `no note ${note} of ${firmId}` });
    }
    await recordEvent(tx, ctx, { kind: "firm.note_removed", firmId, data: { note } });
  });
}
