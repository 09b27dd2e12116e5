import { and, eq, isNull } from "drizzle-orm";
import { now, requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { integrations, scopes, scopeSets } from "@/lib/db/schema";
import { AppError, invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { newId } from "@/lib/ids";
import { loadSettings } from "@/lib/settings/queries";
import { startOfDay } from "@/lib/settings/rules";
import { loadCurrentScopes } from "./queries";
import { isUnchanged, scopeDifference, withUsersRead } from "./rules";
import type { DraftInput } from "./schema";

/**
 * Drafts the next version of an integration's permissions, in the place of a draft that there is. Firms
 * see nothing of it. `dueOn` is a day by the agency's calendar; null: at once. For staff with role admin.
 * Returns the draft's id, which names exactly these lines.
 *
 * Throws `invalid_input` for a day that has come already, and when nothing differs from the current
 * version; `not_found` for no integration.
 */
export async function draftScopes(
  ctx: Context,
  input: DraftInput & { integrationId: string },
): Promise<string> {
  requireStaff(ctx, "admin");
  const { integrationId, note, dueOn } = input;
  const { timeZone } = await loadSettings(ctx);
  const at = await now(ctx);
  const dueAt = dueOn === null ? null : startOfDay(dueOn, timeZone);
  if (dueAt && dueAt <= at) throw invalidInput({ due_on: "Choose a day that is still to come." });
  const lines = withUsersRead(input.scopes);
  const id = newId("scopeSet");
  await ctx.db.transaction(async (tx) => {
    const current = await lockCurrent(tx, integrationId);
    if (isUnchanged(scopeDifference(current.scopes, lines))) {
      throw invalidInput({}, `Nothing differs from version ${current.version}.`);
    }
    await removeDraft(tx, integrationId);
    const version = current.version + 1;
    await tx
      .insert(scopeSets)
      .values({ id, integrationId, version, note, dueAt, publishedAt: null, createdAt: at });
    await tx.insert(scopes).values(
      lines.map((line, position) => ({
        ...line,
        id: newId("scope"),
        scopeSetId: id,
        position,
      })),
    );
    await recordEvent(tx, ctx, {
      kind: "integration.scopes_drafted",
      firmId: null,
      data: { integration: integrationId, version },
    });
  });
  return id;
}

/** The current version, and until the transaction ends nobody else changes what comes next. */
export async function lockCurrent(tx: Queryable, integrationId: string) {
  await tx
    .select({ id: integrations.id })
    .from(integrations)
    .where(eq(integrations.id, integrationId))
    .for("update");
  const current = (await loadCurrentScopes(tx, [integrationId])).get(integrationId);
  if (current) return current;
  throw new AppError({ code: "not_found", message: `no integration ${integrationId}` });
}

/** Removes the draft with its lines. Returns its version; null when there is none. */
export async function removeDraft(tx: Queryable, integrationId: string): Promise<number | null> {
  const isDraft = and(eq(scopeSets.integrationId, integrationId), isNull(scopeSets.publishedAt));
  const [draft] = await tx.select().from(scopeSets).where(isDraft);
  if (!draft) return null;
  await tx.delete(scopes).where(eq(scopes.scopeSetId, draft.id));
  await tx.delete(scopeSets).where(eq(scopeSets.id, draft.id));
  return draft.version;
}
