import type { SealOwner } from "@/lib/crypto/seal";

/**
 * Every column that holds sealed values, with what its owner says of it: the one list that sealing,
 * opening, rotating keys and verifying a backup share. A test fails while a column of the schema is missing.
 */
export const sealedColumns = [
  { table: "applications", column: "client_id_sealed", purpose: "client id" },
  { table: "applications", column: "client_secret_sealed", purpose: "client secret" },
  { table: "grants", column: "access_token_sealed", purpose: "access token" },
  { table: "grants", column: "refresh_token_sealed", purpose: "refresh token" },
  { table: "attempts", column: "verifier_sealed", purpose: "code verifier" },
  // A proof is the agency's own: it belongs to no firm.
  {
    table: "application_proofs",
    column: "verifier_sealed",
    purpose: "code verifier",
    isFirms: false,
  },
  { table: "mails", column: "body_sealed", purpose: "mail body" },
] as const satisfies readonly (Omit<SealOwner, "rowId" | "firmId"> & { isFirms?: false })[];

export type SealedColumn = (typeof sealedColumns)[number];
type SealedPlace = { [C in SealedColumn as `${C["table"]}.${C["column"]}`]: C };

/** Whether the rows of a sealed column's table may belong to a firm. */
export const isFirms = (place: SealedColumn): boolean => !("isFirms" in place);

/** The owner of a row's value in a sealed column, such as `sealOwner("grants.access_token_sealed", row)`. */
export function sealOwner(
  place: keyof SealedPlace,
  row: { id: string; firmId: string | null },
): SealOwner {
  const found = sealedColumns.find(({ table, column }) => place === `${table}.${column}`);
  if (!found) throw new Error(`unreachable: ${place} is of the list`);
  const { table, column, purpose } = found;
  return { table, column, purpose, rowId: row.id, firmId: row.firmId };
}
