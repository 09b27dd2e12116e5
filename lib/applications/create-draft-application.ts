import type { Context } from "@/lib/context";
import { randomToken } from "@/lib/crypto/hash";
import type { Queryable } from "@/lib/db/client";
import { applications } from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import { readSettings } from "@/lib/settings/queries";
import type { Region } from "@/lib/vocabulary";
import { applicationName } from "./rules";

/**
 * A firm's own application before it is registered: it exists from the start, because its
 * deauthorization URL belongs into Clio's form. Returns the new id.
 */
export async function createDraftApplication(
  tx: Queryable,
  ctx: Context,
  input: { firmId: string; firmName: string; region: Region | null },
): Promise<string> {
  const id = newId("application");
  await tx.insert(applications).values({
    id,
    firmId: input.firmId,
    name: applicationName((await readSettings(tx, ctx.env)).agencyName, input.firmName),
    region: input.region,
    deauthorizationKey: randomToken(24),
  });
  return id;
}
