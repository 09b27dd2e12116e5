import { randomBytes } from "node:crypto";
import { and, eq, inArray, isNotNull } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { decrypt, open } from "@/lib/crypto/open";
import { encrypt, seal, type SealOwner } from "@/lib/crypto/seal";
import type { Queryable } from "@/lib/db/client";
import { firmKeys, firms } from "@/lib/db/schema";
import { sealOwner } from "@/lib/db/sealed-columns";
import { newId } from "@/lib/ids";
import type { EventData } from "./personal-data";

/** A firm's own key, unwrapped: kept for no longer than the transaction or the page that needs it. */
export type FirmKey = { id: string; key: Buffer };

const KEY_BYTES = 32;
const ofTransaction = new WeakMap<Queryable, Map<string, FirmKey | null>>();

/**
 * The key that seals personal text in a firm's events, made when the firm has none yet; null once it was
 * destroyed. Read once in a transaction.
 */
export async function firmKeyOf(
  tx: Queryable,
  ctx: Context,
  firmId: string,
): Promise<FirmKey | null> {
  const known = ofTransaction.get(tx) ?? new Map<string, FirmKey | null>();
  ofTransaction.set(tx, known);
  const cached = known.get(firmId);
  if (cached !== undefined) return cached;
  const found = (await readKey(tx, ctx, firmId)) ?? (await makeKey(tx, ctx, firmId));
  known.set(firmId, found.key);
  return found.key;
}

type Read = { key: FirmKey | null };

async function readKey(tx: Queryable, ctx: Context, firmId: string): Promise<Read | null> {
  const [row] = await tx.select().from(firmKeys).where(eq(firmKeys.firmId, firmId));
  return row ? { key: unwrap(ctx, row) } : null;
}

async function makeKey(tx: Queryable, ctx: Context, firmId: string): Promise<Read> {
  // The firm's row first: two who make the key at once wait here, before either has written.
  const [firm] = await tx
    .select({ id: firms.id })
    .from(firms)
    .where(eq(firms.id, firmId))
    .for("key share");
  if (!firm) return { key: null };
  const row = { id: newId("firmKey"), firmId };
  const key = randomBytes(KEY_BYTES);
  const keySealed = seal(ctx.ring, keyOwner(row), key.toString("base64"));
  const made = await tx
    .insert(firmKeys)
    .values({ ...row, keySealed })
    .onConflictDoNothing({ target: firmKeys.firmId })
    .returning({ id: firmKeys.id });
  if (made.length > 0) return { key: { id: row.id, key } };
  const other = await readKey(tx, ctx, firmId);
  if (!other) throw new Error(`the key of ${firmId} is neither made nor there`);
  return other;
}

/** The keys of these firms that were not destroyed, by firm: one statement for a whole page. */
export async function loadFirmKeys(
  db: Queryable,
  ctx: Context,
  firmIds: readonly string[],
): Promise<Map<string, FirmKey>> {
  if (firmIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(firmKeys)
    .where(and(inArray(firmKeys.firmId, [...firmIds]), isNotNull(firmKeys.keySealed)));
  return new Map(
    rows.flatMap((row) => {
      const key = unwrap(ctx, row);
      return key ? [[row.firmId, key] as const] : [];
    }),
  );
}

function unwrap(ctx: Context, row: typeof firmKeys.$inferSelect): FirmKey | null {
  if (row.keySealed === null) return null;
  const text = open(ctx.ring, keyOwner(row), row.keySealed).reveal();
  return { id: row.id, key: Buffer.from(text, "base64") };
}

const keyOwner = (row: { id: string; firmId: string }) => sealOwner("firm_keys.key_sealed", row);

const dataOwner = (event: { id: string; firmId: string }): SealOwner => ({
  table: "events",
  column: "data",
  purpose: "personal text",
  rowId: event.id,
  firmId: event.firmId,
});

/** Seals an event's personal facts for it with the firm's key. */
export function sealPersonal(
  { id: kid, key }: FirmKey,
  event: { id: string; firmId: string },
  personal: EventData,
): string {
  return encrypt({ key, kid, owner: dataOwner(event), plaintext: JSON.stringify(personal) });
}

/** Opens them. Throws `tampered` when they were changed or moved from another event. */
export function openPersonal(
  { key }: FirmKey,
  event: { id: string; firmId: string },
  sealed: string,
): EventData {
  return JSON.parse(decrypt(dataOwner(event), sealed, () => key).reveal()) as EventData;
}
