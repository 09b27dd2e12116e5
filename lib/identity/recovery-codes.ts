import { randomBytes } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import { hashToken } from "@/lib/crypto/hash";
import type { Queryable } from "@/lib/db/client";
import { recoveryCodes } from "@/lib/db/schema";
import { newId } from "@/lib/ids";

const HOW_MANY = 10;
const LETTERS = 24;
/** Crockford's: no letter that looks like a digit. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** 120 random bits in four groups: enough for a plain hash to keep them (ASVS 6.5.2). */
function newRecoveryCode(): string {
  const letters = Array.from(randomBytes(LETTERS), (byte) => ALPHABET[byte & 31]).join("");
  return (letters.match(/.{6}/g) ?? []).join("-");
}

const hashOf = (personId: string, code: string) => hashToken(`${personId}\0${code}`);

/** Writes ten new codes in the place of all older ones; they are to be had only now. */
export async function writeRecoveryCodes(
  tx: Queryable,
  input: { personId: string; at: Date },
): Promise<string[]> {
  const { personId, at } = input;
  const codes = Array.from({ length: HOW_MANY }, newRecoveryCode);
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.personId, personId));
  await tx.insert(recoveryCodes).values(
    codes.map((code) => ({
      id: newId("recoveryCode"),
      personId,
      codeHash: hashOf(personId, code),
      createdAt: at,
    })),
  );
  return codes;
}

/** Spends one of a person's codes, however it was typed; false for one that there is not any more. */
export async function spendRecoveryCode(
  tx: Queryable,
  input: { personId: string; code: string; at: Date },
): Promise<boolean> {
  const letters = input.code.toLowerCase().replaceAll(/[\s-]/g, "");
  if (letters.length !== LETTERS) return false;
  const code = (letters.match(/.{6}/g) ?? []).join("-");
  const spent = await tx
    .update(recoveryCodes)
    .set({ usedAt: input.at })
    .where(
      and(
        eq(recoveryCodes.personId, input.personId),
        eq(recoveryCodes.codeHash, hashOf(input.personId, code)),
        isNull(recoveryCodes.usedAt),
      ),
    )
    .returning({ id: recoveryCodes.id });
  return spent.length > 0;
}
