import { index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { KeyCheck, Region } from "@/lib/vocabulary";
import { id, instant, sealed } from "./columns";
import { firms } from "./firms";

/** An OAuth application registered at Clio. A firm's own belongs to that firm. */
export const applications = pgTable(
  "applications",
  {
    id: id().primaryKey(),
    firmId: id("firm_id").references(() => firms.id),
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
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("applications_deauthorization_key").on(table.deauthorizationKey),
    index("applications_firm_idx").on(table.firmId),
    index("applications_client_id_digest_idx").on(table.clientIdDigest),
  ],
);
