import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Queryable } from "@/lib/db/client";
import { people, settings } from "@/lib/db/schema";
import { staleForm } from "@/lib/errors";
import { SETTINGS_ID } from "./queries";

/** The version of the settings that a form's page showed; left out, whatever there is is changed. */
export const versionField = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)
  .optional();

type Values = Partial<Omit<typeof settings.$inferInsert, "id" | "version">>;

/**
 * Writes a part of the settings over the version that the form showed, in the caller's transaction.
 * Throws `conflict` with who was faster when there is another one by now.
 */
export async function saveSettings(
  tx: Queryable,
  by: { version: number | undefined; personId: string; at: Date },
  values: Values,
): Promise<void> {
  const { version, personId, at } = by;
  const stamped = { ...values, updatedAt: at, updatedBy: personId };
  const added = await tx
    .insert(settings)
    .values({ id: SETTINGS_ID, ...stamped })
    .onConflictDoNothing()
    .returning({ id: settings.id });
  if (added.length > 0) return;
  const changed = await tx
    .update(settings)
    .set({ ...stamped, version: sql`${settings.version} + 1` })
    .where(
      and(
        eq(settings.id, SETTINGS_ID),
        version === undefined ? undefined : eq(settings.version, version),
      ),
    )
    .returning({ id: settings.id });
  if (changed.length > 0) return;
  const [stored] = await tx
    .select({ version: settings.version, who: people.name })
    .from(settings)
    .leftJoin(people, eq(people.id, settings.updatedBy))
    .where(eq(settings.id, SETTINGS_ID));
  throw staleForm({
    message: `the settings have version ${stored?.version}, not ${version}`,
    who: stored?.who ?? null,
    version: stored?.version ?? 0,
  });
}
