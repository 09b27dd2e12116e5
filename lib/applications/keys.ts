import { digest } from "@/lib/crypto/hash";
import { open } from "@/lib/crypto/open";
import { seal, type SealOwner } from "@/lib/crypto/seal";
import type { Context } from "@/lib/context";
import type { applications } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import type { ApplicationKeys } from "@/lib/providers/provider";
import type { Region } from "@/lib/vocabulary";

export type ApplicationRow = typeof applications.$inferSelect;

function owner(
  row: Pick<ApplicationRow, "id" | "firmId">,
  column: string,
  purpose: string,
): SealOwner {
  return { table: "applications", column, rowId: row.id, firmId: row.firmId, purpose };
}
const idOwner = (row: Pick<ApplicationRow, "id" | "firmId">) =>
  owner(row, "client_id_sealed", "client id");
const secretOwner = (row: Pick<ApplicationRow, "id" | "firmId">) =>
  owner(row, "client_secret_sealed", "client secret");

/** The columns that hold a pair of keys, sealed for their row. */
export function sealKeys(
  ctx: Context,
  row: Pick<ApplicationRow, "id" | "firmId">,
  keys: ApplicationKeys,
) {
  return {
    clientIdSealed: seal(ctx.ring, idOwner(row), keys.clientId),
    clientSecretSealed: seal(ctx.ring, secretOwner(row), keys.clientSecret.reveal()),
  };
}

/** The pair of an application row. Throws `conflict` when none is stored, else as `open` does. */
export function openKeys(ctx: Context, row: ApplicationRow): ApplicationKeys {
  if (!row.clientIdSealed || !row.clientSecretSealed) {
    throw new AppError({
      code: "conflict",
      message: `application ${row.id} has no keys`,
      human: "Send us the keys of your Clio application first.",
    });
  }
  return {
    clientId: open(ctx.ring, idOwner(row), row.clientIdSealed).reveal(),
    clientSecret: open(ctx.ring, secretOwner(row), row.clientSecretSealed),
  };
}

/** Tells the same pair in the same region again without keeping it. */
export function pairDigest(ctx: Context, region: Region, keys: ApplicationKeys): string {
  return digest(ctx.ring, "pair", `${region}\0${keys.clientId}\0${keys.clientSecret.reveal()}`);
}

/** Tells the same client ID at two firms without keeping it in clear. */
export function clientIdDigest(ctx: Context, region: Region, clientId: string): string {
  return digest(ctx.ring, "client id", `${region}\0${clientId}`);
}
