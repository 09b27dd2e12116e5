import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import type { Context } from "@/lib/context";
import { databaseNow, type Queryable } from "@/lib/db/client";
import { events, firms, people } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent, type EventData } from "@/lib/events/record-event";
import type { EventKind } from "@/lib/vocabulary";
import { changeKinds, changeSentence, type FirmChange } from "./change-rules";

/** The version of a firm that a form's page showed; left out, whatever there is is changed. */
export const versionField = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)
  .optional();

/** What a change did to one firm, in plain words. `nothing`: it was so already, or must not be. */
export type Outcome = { state: "done" | "nothing"; outcome: string };

export type FirmRow = typeof firms.$inferSelect;

/**
 * A firm's row, held until the transaction ends. Throws `not_found`, and `conflict` for a closed firm
 * and when somebody changed the firm since `version`: with who, what and when.
 */
export async function lockFirm(
  tx: Queryable,
  input: { firmId: string; version?: number },
): Promise<FirmRow> {
  const { firmId, version } = input;
  const [firm] = await tx.select().from(firms).where(eq(firms.id, firmId)).for("update");
  if (!firm) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
  if (firm.closedAt) {
    throw new AppError({
      code: "conflict",
      message: `${firmId} is closed`,
      human: "This firm is closed. Nothing was changed.",
    });
  }
  if (version !== undefined && version !== firm.version) {
    const sentence = changeSentence(await newestChange(tx, firmId), await databaseNow(tx));
    throw new AppError({
      code: "conflict",
      message: `${firmId} has version ${firm.version}, not ${version}`,
      human: `${sentence} Yours was not saved, so that it overwrites nothing. What you typed is still here: look at the firm, then save again.`,
    });
  }
  return firm;
}

/** Writes what staff changed of a locked firm, counts its version on, and tells it in the history. */
export async function saveFirm(
  tx: Queryable,
  ctx: Context,
  input: {
    firm: FirmRow;
    set: Partial<typeof firms.$inferInsert>;
    event: { kind: EventKind; data: EventData };
  },
): Promise<void> {
  const { firm, set, event } = input;
  await tx
    .update(firms)
    .set({ ...set, version: sql`${firms.version} + 1` })
    .where(eq(firms.id, firm.id));
  await recordEvent(tx, ctx, { ...event, firmId: firm.id });
}

/** The newest change of a firm by a person; null when there is none. */
export async function newestChange(
  db: Queryable,
  firmId: string,
): Promise<(FirmChange & { personId: string }) | null> {
  const [found] = await db
    .select({ by: people.name, personId: people.id, kind: events.kind, at: events.at })
    .from(events)
    .innerJoin(people, eq(people.id, events.actorId))
    .where(and(eq(events.firmId, firmId), inArray(events.kind, changeKinds)))
    .orderBy(desc(events.seq))
    .limit(1);
  return found ?? null;
}
