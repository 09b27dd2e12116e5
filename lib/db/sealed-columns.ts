import { getTableName } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { SealOwner } from "@/lib/crypto/seal";
import {
  applicationProofs,
  applications,
  attempts,
  firmKeys,
  grants,
  mails,
  oidcAttempts,
  staffFactors,
  webhookSecrets,
} from "./schema";

/** A column that holds sealed values: where it is, and what the owner of a value says of it. */
export type SealedColumn = {
  table: string;
  column: string;
  purpose: string;
  rows: PgTable;
  /** The column's name in drizzle's rows. */
  key: string;
  id: PgColumn;
  /** Null where no row belongs to a firm. */
  firmId: PgColumn | null;
  value: PgColumn;
};

/**
 * Every column that holds sealed values: the one list that sealing, opening, rotating keys and verifying
 * a backup share. A test fails while a column of the schema is missing.
 */
export const sealedColumns = {
  "applications.client_id_sealed": place(applications, "clientIdSealed", "client id"),
  "applications.client_secret_sealed": place(applications, "clientSecretSealed", "client secret"),
  "grants.access_token_sealed": place(grants, "accessTokenSealed", "access token"),
  "grants.refresh_token_sealed": place(grants, "refreshTokenSealed", "refresh token"),
  "attempts.verifier_sealed": place(attempts, "verifierSealed", "code verifier"),
  "application_proofs.verifier_sealed": place(applicationProofs, "verifierSealed", "code verifier"),
  "mails.body_sealed": place(mails, "bodySealed", "mail body"),
  "firm_keys.key_sealed": place(firmKeys, "keySealed", "firm key"),
  "staff_factors.secret_sealed": place(staffFactors, "secretSealed", "second factor"),
  "oidc_attempts.verifier_sealed": place(oidcAttempts, "verifierSealed", "code verifier"),
  "webhook_secrets.secret_sealed": place(webhookSecrets, "secretSealed", "webhook secret"),
};

function place<Rows extends PgTable & { id: PgColumn }>(
  rows: Rows,
  key: keyof Rows & string,
  purpose: string,
): SealedColumn {
  const columns = rows as unknown as Record<string, PgColumn>;
  const value = columns[key];
  if (!value) throw new Error(`unreachable: ${key} is a column`);
  const firmId = columns.firmId ?? null;
  return {
    table: getTableName(rows),
    column: value.name,
    purpose,
    rows,
    key,
    id: rows.id,
    firmId,
    value,
  };
}

type Owned = { id: string; firmId: string | null };

/** The owner of a row's value in a column of the list. */
export function ownerIn({ table, column, purpose }: SealedColumn, row: Owned): SealOwner {
  return { table, column, purpose, rowId: row.id, firmId: row.firmId };
}

/** The same by the column's name, such as `sealOwner("grants.access_token_sealed", row)`. */
export function sealOwner(name: keyof typeof sealedColumns, row: Owned): SealOwner {
  return ownerIn(sealedColumns[name], row);
}
