import { randomBytes } from "node:crypto";
import { and, asc, eq, gt, isNull, or, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { open } from "@/lib/crypto/open";
import { seal } from "@/lib/crypto/seal";
import type { Queryable } from "@/lib/db/client";
import { webhookSecrets } from "@/lib/db/schema";
import { sealOwner } from "@/lib/db/sealed-columns";
import { newId } from "@/lib/ids";
import { Secret } from "@/lib/logger";

/** The specification asks for 24 to 64 random bytes. */
const SECRET_BYTES = 32;

const ownerOf = (id: string) => sealOwner("webhook_secrets.secret_sealed", { id, firmId: null });

/** Gives an endpoint one more signing secret, sealed for its row. Returns it, to be shown once. */
export async function addSecret(tx: Queryable, ctx: Context, endpointId: string): Promise<Secret> {
  const id = newId("webhookSecret");
  const text = `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;
  const secretSealed = seal(ctx.ring, ownerOf(id), text);
  await tx.insert(webhookSecrets).values({ id, endpointId, secretSealed });
  return new Secret(text);
}

/** What is signed with now: secrets without an end, or before it. */
export const isActive = or(
  isNull(webhookSecrets.expiresAt),
  gt(webhookSecrets.expiresAt, sql`now()`),
);

/** An endpoint's active secrets, the oldest first. Throws as `open` does. */
export async function openSecrets(ctx: Context, endpointId: string): Promise<Secret[]> {
  const rows = await ctx.db.query((db) =>
    db
      .select()
      .from(webhookSecrets)
      .where(and(eq(webhookSecrets.endpointId, endpointId), isActive))
      .orderBy(asc(webhookSecrets.createdAt)),
  );
  return rows.map(({ id, secretSealed }) => open(ctx.ring, ownerOf(id), secretSealed));
}
