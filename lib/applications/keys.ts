import { digest, digestsUnderAnyKey } from "@/lib/crypto/hash";
import { open } from "@/lib/crypto/open";
import { seal } from "@/lib/crypto/seal";
import type { Context } from "@/lib/context";
import type { applications } from "@/lib/db/schema";
import { sealOwner } from "@/lib/db/sealed-columns";
import { AppError } from "@/lib/errors";
import type { ApplicationKeys } from "@/lib/providers/provider";
import type { Region } from "@/lib/vocabulary";

export type ApplicationRow = typeof applications.$inferSelect;

type Owned = Pick<ApplicationRow, "id" | "firmId">;
const idOwner = (row: Owned) => sealOwner("applications.client_id_sealed", row);
const secretOwner = (row: Owned) => sealOwner("applications.client_secret_sealed", row);

/** The columns that hold a pair of keys, sealed for their row. */
export function sealKeys(ctx: Context, row: Owned, keys: ApplicationKeys) {
  return {
    clientIdSealed: seal(ctx.ring, idOwner(row), keys.clientId),
    clientSecretSealed: seal(ctx.ring, secretOwner(row), keys.clientSecret.reveal()),
  };
}

/** The pair of an application row. Throws `conflict` when none is stored, else as `open` does. */
export function openKeys(
  ctx: Context,
  row: Pick<ApplicationRow, "id" | "firmId" | "clientIdSealed" | "clientSecretSealed">,
): ApplicationKeys {
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

const pairText = (region: Region, { clientId, clientSecret }: ApplicationKeys) =>
  `${region}\0${clientId}\0${clientSecret.reveal()}`;

/** Tells the same pair in the same region again without keeping it. */
export function pairDigest(ctx: Context, region: Region, keys: ApplicationKeys): string {
  return digest(ctx.ring, "pair", pairText(region, keys));
}

/** Whether a pair is the one that was refused before, under whichever key of the ring that was noted. */
export function isRefusedPair(
  ctx: Context,
  { refusedPairDigest }: Pick<ApplicationRow, "refusedPairDigest">,
  region: Region,
  keys: ApplicationKeys,
): boolean {
  if (!refusedPairDigest) return false;
  return digestsUnderAnyKey(ctx.ring, "pair", pairText(region, keys)).includes(refusedPairDigest);
}

/** Tells the same client ID at two firms without keeping it in clear. */
export function clientIdDigest(ctx: Context, region: Region, clientId: string): string {
  return digest(ctx.ring, "client id", `${region}\0${clientId}`);
}

/** `clientIdDigest` under every key of the ring: what a look-up has to find while keys are rotated. */
export function clientIdDigests(ctx: Context, region: Region, clientId: string): string[] {
  return digestsUnderAnyKey(ctx.ring, "client id", `${region}\0${clientId}`);
}
