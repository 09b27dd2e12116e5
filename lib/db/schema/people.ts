import { bigint, boolean, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { LinkPurpose, SessionMethod, StaffRole, StepKey } from "@/lib/vocabulary";
import { id, instant, sealed } from "./columns";

/** Somebody who signs in: staff or a member of firms, never both. */
export const people = pgTable(
  "people",
  {
    id: id().primaryKey(),
    kind: text("kind").$type<"staff" | "firm">().notNull(),
    /** Normalised and lower-case: the key for lookup, limits and sending alike. */
    email: text("email").notNull(),
    name: text("name").notNull(),
    staffRole: text("staff_role").$type<StaffRole>(),
    createdAt: instant("created_at").notNull().defaultNow(),
    disabledAt: instant("disabled_at"),
    disabledBy: id("disabled_by"),
    /** Staff by single sign-on: who they are to the issuer, whatever their address becomes. */
    oidcIssuer: text("oidc_issuer"),
    oidcSubject: text("oidc_subject"),
  },
  (table) => [
    uniqueIndex("people_email_key").on(table.email),
    uniqueIndex("people_oidc_key").on(table.oidcIssuer, table.oidcSubject),
  ],
);

export const sessions = pgTable(
  "sessions",
  {
    id: id().primaryKey(),
    /** SHA-256 of the id inside the cookie. */
    tokenHash: text("token_hash").notNull(),
    personId: id("person_id")
      .notNull()
      .references(() => people.id),
    currentFirmId: id("current_firm_id"),
    linkId: id("link_id"),
    /** A mailed code of six digits, asked for once in a session before what could harm (H-3). */
    codeHash: text("code_hash"),
    codeExpiresAt: instant("code_expires_at"),
    codeTries: integer("code_tries").notNull().default(0),
    codeConfirmedAt: instant("code_confirmed_at"),
    /** Staff: how the session began, when the second factor was given, and when it was asked again. */
    method: text("method").$type<SessionMethod>().notNull().default("link"),
    secondFactorAt: instant("second_factor_at"),
    stepUpAt: instant("step_up_at"),
    /** Such as "Firefox on Windows", for the list of one's sessions. */
    browser: text("browser"),
    createdAt: instant("created_at").notNull().defaultNow(),
    seenAt: instant("seen_at").notNull().defaultNow(),
    idleExpiresAt: instant("idle_expires_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    endedAt: instant("ended_at"),
  },
  (table) => [
    uniqueIndex("sessions_token_hash_key").on(table.tokenHash),
    index("sessions_person_idx").on(table.personId),
    index("sessions_link_idx").on(table.linkId),
  ],
);

/** The second factor of somebody of staff: a TOTP secret (RFC 6238), in force once confirmed. */
export const staffFactors = pgTable("staff_factors", {
  id: id().primaryKey(),
  personId: id("person_id")
    .notNull()
    .unique()
    .references(() => people.id),
  secretSealed: sealed("secret_sealed").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
  confirmedAt: instant("confirmed_at"),
  /** The time step of the last code that was taken: none is taken twice. */
  lastStep: bigint("last_step", { mode: "number" }),
});

/** For who has lost the device: each works once. */
export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    id: id().primaryKey(),
    personId: id("person_id")
      .notNull()
      .references(() => people.id),
    codeHash: text("code_hash").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    usedAt: instant("used_at"),
  },
  (table) => [index("recovery_codes_person_idx").on(table.personId)],
);

/** One trip to the staff's own sign-in server: single-use, bound to a browser. */
export const oidcAttempts = pgTable(
  "oidc_attempts",
  {
    id: id().primaryKey(),
    stateHash: text("state_hash").notNull(),
    browserHash: text("browser_hash").notNull(),
    nonceHash: text("nonce_hash").notNull(),
    verifierSealed: sealed("verifier_sealed"),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    consumedAt: instant("consumed_at"),
  },
  (table) => [uniqueIndex("oidc_attempts_state_key").on(table.stateHash)],
);

/** A secret URL sent by mail; only its hash is kept. */
export const links = pgTable(
  "links",
  {
    id: id().primaryKey(),
    tokenHash: text("token_hash").notNull(),
    purpose: text("purpose").$type<LinkPurpose>().notNull(),
    personId: id("person_id")
      .notNull()
      .references(() => people.id),
    firmId: id("firm_id"),
    step: text("step").$type<StepKey>(),
    /** Hash of the cookie of the browser that asked for a sign-in link; none for an invitation. */
    browserHash: text("browser_hash"),
    createdBy: id("created_by"),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    visits: integer("visits").notNull().default(0),
    openedAt: instant("opened_at"),
    /** Set when the link may not start another session: a sign-in link after its one use. */
    spentAt: instant("spent_at"),
    revokedAt: instant("revoked_at"),
    copied: boolean("copied").notNull().default(false),
  },
  (table) => [
    uniqueIndex("links_token_hash_key").on(table.tokenHash),
    index("links_firm_idx").on(table.firmId),
    index("links_person_idx").on(table.personId),
  ],
);
