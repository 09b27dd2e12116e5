import { and, eq, isNull } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { people } from "@/lib/db/schema";
import type { OidcAnswer } from "@/lib/providers/oidc/oidc-client";
import { createNamedAdmin } from "./create-named-admin";
import { normaliseEmail } from "./rules";
import type { OidcRefusal } from "./staff-rules";

export type OidcIdentity = Extract<OidcAnswer, { kind: "identity" }>;

/**
 * Who of staff an identity of the organisation's is: by issuer and subject, whatever the address has
 * become; the first time by the verified address, which then belongs to this identity for good. Staff named
 * in STAFF_ADMINS are made here, too. Otherwise why nobody is.
 */
export async function findOidcPerson(
  tx: Queryable,
  ctx: Context,
  identity: OidcIdentity,
): Promise<{ personId: string } | { refusal: OidcRefusal }> {
  const { issuer, subject } = identity;
  const [known] = await tx
    .select()
    .from(people)
    .where(and(eq(people.oidcIssuer, issuer), eq(people.oidcSubject, subject)));
  if (!identity.isEmailVerified) return { refusal: "unverified_email" };
  if (known) return allowed(known);
  const email = identity.email === null ? null : normaliseEmail(identity.email);
  if (!email) return { refusal: "unverified_email" };
  const [found] = await tx.select().from(people).where(eq(people.email, email));
  const person = found ?? (await createNamedAdmin(tx, ctx, email));
  if (!person || person.kind !== "staff") return { refusal: "unknown" };
  if (person.disabledAt) return { refusal: "disabled" };
  const bound = await tx
    .update(people)
    .set({ oidcIssuer: issuer, oidcSubject: subject })
    .where(and(eq(people.id, person.id), isNull(people.oidcSubject)))
    .returning({ id: people.id });
  return bound.length > 0 ? { personId: person.id } : { refusal: "other_account" };
}

function allowed(
  person: typeof people.$inferSelect,
): { personId: string } | { refusal: OidcRefusal } {
  if (person.kind !== "staff") return { refusal: "unknown" };
  return person.disabledAt ? { refusal: "disabled" } : { personId: person.id };
}
