import type { ImportRow } from "@/lib/db/schema";
import { isPersonName, normaliseEmail } from "@/lib/identity/rules";
import { regions, routes, type Region, type Route } from "@/lib/vocabulary";
import { readCsv } from "./csv-rules";
import { readTag } from "./tag-rules";

/** The columns of a file of firms; those that are needed stand first in the template, too. */
export const importColumns = [
  "name",
  "integration",
  "contact_name",
  "contact_email",
  "route",
  "region",
  "owner_email",
  "tags",
] as const;
export type ImportColumn = (typeof importColumns)[number];
const NEEDED: readonly ImportColumn[] = ["name", "integration", "contact_name", "contact_email"];

export const MOST_ROWS = 300;
/** The portal takes forms of 64 KiB, with everything else that stands in them. */
export const MOST_BYTES = 60_000;
const LONGEST = 120;

export type Known = {
  integrations: readonly { id: string; name: string }[];
  /** Staff who may own a firm, by address. */
  owners: readonly { id: string; email: string }[];
  staffAddresses: readonly string[];
};

/** A row whose fields are all right, as a firm is made of it. */
export type ImportedFirm = {
  name: string;
  integrationId: string;
  contactName: string;
  contactEmail: string;
  route: Route;
  region: Region | null;
  ownerId: string | null;
  tags: string[];
};

/** Reads a file of firms into its rows with what is wrong in each, or says why it cannot be read. */
export function readImport(
  text: string,
  known: Known,
): { rows: ImportRow[] } | { problem: string } {
  const table = readCsv(text);
  if ("problem" in table) return { problem: `Line ${table.line}: ${table.problem}.` };
  const [head, ...lines] = table.rows;
  if (!head) return { problem: "The file is empty." };
  const columns = head.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/g, "_"),
  );
  const problem = headProblem(columns);
  if (problem) return { problem };
  if (lines.length === 0) return { problem: "There is no firm below the first line." };
  if (lines.length > MOST_ROWS) {
    return { problem: `There are ${lines.length} firms. Import at most ${MOST_ROWS} at once.` };
  }
  const seen = new Map<string, number>();
  return {
    rows: lines.map((line, index) => {
      const fields = fieldsOf(columns, line);
      const problems = problemsOf(fields, known);
      if (line.length > columns.length) problems.row = "There are more fields than columns.";
      const key = keyOf(fields);
      const first = seen.get(key);
      if (first === undefined) seen.set(key, index + 2);
      else problems.row ??= `The same firm stands in line ${first} of the file.`;
      return { fields, problems, firmId: null, outcome: null };
    }),
  };
}

function headProblem(columns: string[]): string | null {
  const unknown = columns.find((name) => !isColumn(name));
  if (unknown !== undefined) {
    return `The first line names the columns. “${unknown.slice(0, 40)}” is none of them.`;
  }
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice) return `The column “${twice}” stands twice.`;
  const missing = NEEDED.filter((name) => !columns.includes(name));
  return missing.length > 0 ? `Columns are missing: ${missing.join(", ")}.` : null;
}

const isColumn = (name: string): name is ImportColumn => importColumns.some((one) => one === name);

function fieldsOf(columns: string[], line: string[]): Record<string, string> {
  return Object.fromEntries(
    importColumns.map((name) => [name, (line[columns.indexOf(name)] ?? "").trim()]),
  );
}

/** One firm is one name with one integration in one region. */
function keyOf(fields: Record<string, string>): string {
  return JSON.stringify(
    ["name", "integration", "region"].map((name) => fields[name]?.toLowerCase()),
  );
}

function problemsOf(fields: Record<string, string>, known: Known): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const name of NEEDED) if (!fields[name]) problems[name] = "This is missing.";
  for (const name of ["name", "contact_name"]) {
    if ((fields[name] ?? "").length > LONGEST) problems[name] = "This is too long.";
  }
  const { contact_name, contact_email, integration, route, region, owner_email, tags } = fields;
  if (Object.values(fields).some((text) => !text.isWellFormed() || text.includes("\u0000"))) {
    problems.row = "There is a character in this that cannot be kept.";
  }
  if (contact_name && !isPersonName(contact_name)) {
    problems.contact_name ??= "This is not a name alone.";
  }
  if (contact_email) {
    const email = normaliseEmail(contact_email);
    if (!email) problems.contact_email = "This is not one e-mail address.";
    else if (known.staffAddresses.includes(email)) {
      problems.contact_email = "This address belongs to staff.";
    }
  }
  if (integration && !findIntegration(integration, known)) {
    problems.integration = "There is no such integration.";
  }
  if (route && !findIn(routes, route)) problems.route = `Use one of: ${routes.join(", ")}.`;
  if (region && !findIn(regions, region)) problems.region = `Use one of: ${regions.join(", ")}.`;
  if (owner_email && !findOwner(owner_email, known)) {
    problems.owner_email = "Nobody of staff who may act has this address.";
  }
  if (splitTags(tags).some((tag) => readTag(tag) === null)) {
    problems.tags = "A tag has letters, digits, spaces and hyphens; a bar | stands between two.";
  }
  return problems;
}

/** The firm that a row without problems stands for; null for a row with some. */
export function firmOf({ fields, problems }: ImportRow, known: Known): ImportedFirm | null {
  if (Object.keys(problems).length > 0) return null;
  const integration = findIntegration(fields.integration ?? "", known);
  const contactEmail = normaliseEmail(fields.contact_email ?? "");
  if (!integration || !contactEmail || !fields.name || !fields.contact_name) return null;
  return {
    name: fields.name,
    integrationId: integration.id,
    contactName: fields.contact_name,
    contactEmail,
    route: findIn(routes, fields.route ?? "") ?? "agency",
    region: findIn(regions, fields.region ?? "") ?? null,
    ownerId: findOwner(fields.owner_email ?? "", known)?.id ?? null,
    tags: [...new Set(splitTags(fields.tags).flatMap((tag) => readTag(tag) ?? []))].toSorted(),
  };
}

const findIn = <Value extends string>(list: readonly Value[], text: string) =>
  list.find((one) => one === text.toLowerCase());

const findIntegration = (text: string, { integrations }: Known) =>
  integrations.find(({ id, name }) => id === text || name.toLowerCase() === text.toLowerCase());

const findOwner = (text: string, { owners }: Known) =>
  owners.find(({ email }) => email === text.toLowerCase());

const splitTags = (text = "") =>
  text
    .split("|")
    .map((tag) => tag.trim())
    .filter(Boolean);
