import { index, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { KeyCheck, Region, Resource, ScopeResult } from "@/lib/vocabulary";
import { id, instant, sealed } from "./columns";
import { firms } from "./firms";
import { integrations } from "./integrations";
import { people } from "./people";

/**
 * An OAuth application registered at Clio. A firm's own belongs to that firm; the agency's belongs
 * to one integration and one region, and serves all their firms.
 */
export const applications = pgTable(
  "applications",
  {
    id: id().primaryKey(),
    firmId: id("firm_id").references(() => firms.id),
    integrationId: id("integration_id").references(() => integrations.id),
    /** Proposed name for Clio's form. */
    name: text("name").notNull(),
    region: text("region").$type<Region>(),
    /** The unguessable part of the deauthorization callback's path. */
    deauthorizationKey: text("deauthorization_key").notNull(),
    registeredAt: instant("registered_at"),
    registeredBy: id("registered_by"),
    /** Sealed until Clio accepted the pair: somebody may have pasted the secret here (H-2). */
    clientIdSealed: sealed("client_id_sealed"),
    /** Set when Clio accepted the pair. */
    clientId: text("client_id"),
    clientIdEnd: text("client_id_end"),
    /** Keyed hash of the client ID, to notice the same one at two firms without storing it in clear. */
    clientIdDigest: text("client_id_digest"),
    clientSecretSealed: sealed("client_secret_sealed"),
    /** Keyed hash of the last refused pair and region: it is not sent to Clio twice (H-7). */
    refusedPairDigest: text("refused_pair_digest"),
    keysStoredAt: instant("keys_stored_at"),
    keysStoredBy: id("keys_stored_by"),
    keyCheck: text("key_check").$type<KeyCheck>().notNull().default("not_checked"),
    keyCheckedAt: instant("key_checked_at"),
    /** Set once Clio ever accepted this pair: a later invalid_client at the exchange then means the redirect URI. */
    keyAcceptedAt: instant("key_accepted_at"),
    /** The same client ID is at another firm: staff look before it is used (OC-36). */
    reviewNeededAt: instant("review_needed_at"),
    reviewedAt: instant("reviewed_at"),
    reviewedBy: id("reviewed_by"),
    /** An agency's application: a test account authorized it and every box worked. */
    verifiedAt: instant("verified_at"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("applications_deauthorization_key").on(table.deauthorizationKey),
    index("applications_firm_idx").on(table.firmId),
    index("applications_integration_idx").on(table.integrationId, table.region),
    index("applications_client_id_digest_idx").on(table.clientIdDigest),
  ],
);

export type ProofOutcome =
  | "proven"
  | "missing"
  | "declined"
  | "expired"
  | "keys_refused"
  | "failed";

/**
 * One authorization of the agency's application with a test account: what each box gave. Its tokens
 * are ended at once and never stored.
 */
export const applicationProofs = pgTable(
  "application_proofs",
  {
    id: id().primaryKey(),
    applicationId: id("application_id")
      .notNull()
      .references(() => applications.id),
    personId: id("person_id")
      .notNull()
      .references(() => people.id),
    stateHash: text("state_hash").notNull(),
    browserHash: text("browser_hash").notNull(),
    verifierSealed: sealed("verifier_sealed"),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    consumedAt: instant("consumed_at"),
    outcome: text("outcome").$type<ProofOutcome>(),
    outcomeAt: instant("outcome_at"),
    /** For operators: at most 200 characters of ours; never on a page of a firm's. */
    detail: text("detail"),
    results: jsonb("results").$type<Partial<Record<Resource, ScopeResult>>>(),
  },
  (table) => [
    uniqueIndex("application_proofs_state_key").on(table.stateHash),
    index("application_proofs_application_idx").on(table.applicationId, table.createdAt),
  ],
);
