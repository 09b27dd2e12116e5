import type { Access, Resource } from "@/lib/vocabulary";
import { resourceNames } from "@/lib/vocabulary";

export const MAX_CLIENT_ID_LENGTH = 255;
export const MAX_CLIENT_SECRET_LENGTH = 2000;

/** Characters that a copy from a page or a mail brings along and nobody sees. */
const INVISIBLE = /[\s\u00a0\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/u;
const PRINTABLE_ASCII = /^[\x21-\x7e]+$/;

/**
 * A pasted value without the invisible characters around it. Step by step: a pattern for the end
 * would try again at each of a thousand spaces inside.
 */
export function trimPasted(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && INVISIBLE.test(value.charAt(start))) start += 1;
  while (start < end && INVISIBLE.test(value.charAt(end - 1))) end -= 1;
  return value.slice(start, end);
}

export type KeysInput = { clientId: string; clientSecret: string };

/**
 * What is wrong with a pair of keys before anybody is asked, per field; empty when nothing is.
 * The values are the trimmed ones. The shape of Clio's keys (40 letters and digits) is only
 * observed, so it is never a reason to refuse.
 */
export function keysProblems({ clientId, clientSecret }: KeysInput): Record<string, string> {
  const problems: Record<string, string> = {};
  const idProblem = clientIdProblem(clientId);
  const secretProblem = clientSecretProblem(clientSecret);
  if (idProblem) problems.client_id = idProblem;
  if (secretProblem) problems.client_secret = secretProblem;
  if (!idProblem && !secretProblem && clientId === clientSecret) {
    problems.client_secret =
      "This is the same value as the client ID. Copy the App Secret from your application’s page.";
  }
  return problems;
}

function clientIdProblem(value: string): string | null {
  if (value === "") return "Enter the client ID. Clio calls it App Key.";
  if (/^https?:\/\//i.test(value)) {
    return "This is a web address. Copy the App Key from your application’s page in Clio.";
  }
  if (/^\d{1,12}$/.test(value)) {
    return "This looks like the App ID, the short number. Copy the App Key instead: it is the longer value on the same page.";
  }
  if (value.length > MAX_CLIENT_ID_LENGTH)
    return "This is too long for a client ID. Copy the App Key alone.";
  if (INVISIBLE.test(value))
    return "There is a space inside this value. Copy the App Key again, alone.";
  if (!PRINTABLE_ASCII.test(value))
    return "There is a character here that Clio does not use. Copy the App Key again.";
  return null;
}

function clientSecretProblem(value: string): string | null {
  if (value === "") return "Enter the client secret. Clio calls it App Secret.";
  if (/^https?:\/\//i.test(value)) {
    return "This is a web address. Copy the App Secret from your application’s page in Clio.";
  }
  if (value.length > MAX_CLIENT_SECRET_LENGTH) {
    return "This is too long for a client secret. Copy the App Secret alone.";
  }
  return null;
}

/** The last four characters, by which people recognise a client ID. */
export function endOf(clientId: string): string {
  return clientId.slice(-4);
}

/** The application's proposed name, from the agency's and the firm's. */
export function applicationName(agencyName: string, firmName: string): string {
  return `${agencyName} ${firmName} Integration`;
}

export type CopyField = {
  /** The field's name in Clio's form. */
  label: string;
  value: string | null;
  required: boolean;
  hint: string;
  kind: "copy" | "leave_empty" | "accept" | "tick";
};

/**
 * Every field of Clio's application form, in its order, with what belongs there.
 * Source: Clio's developer handbook, "Create an application" (docs/clio.md).
 */
export function copyFields(input: {
  applicationName: string;
  agencyName: string;
  agencyWebsite: string;
  redirectUri: string;
  deauthorizationUrl: string;
  /** Whose application it is: who accepts Clio's terms. */
  owner: "firm" | "agency";
}): CopyField[] {
  const copy = (label: string, value: string, required: boolean, hint: string): CopyField => ({
    label,
    value,
    required,
    hint,
    kind: "copy",
  });
  return [
    copy(
      "Name",
      input.applicationName,
      true,
      "Any name will do; this one is easy to recognise later.",
    ),
    {
      label: "Description",
      value: null,
      required: false,
      hint: "Leave this empty.",
      kind: "leave_empty",
    },
    {
      label: "Icons",
      value: null,
      required: false,
      hint: "Leave this empty.",
      kind: "leave_empty",
    },
    copy(
      "Website URL",
      input.agencyWebsite,
      true,
      "The address of the people who build your integration.",
    ),
    {
      label: "Support URL",
      value: null,
      required: false,
      hint: "Leave this empty.",
      kind: "leave_empty",
    },
    copy(
      "Redirect URIs",
      input.redirectUri,
      true,
      "Copy it exactly: Clio brings you back to this address. One character more or less, and connecting fails.",
    ),
    copy(
      "Deauthorization Callback URL",
      input.deauthorizationUrl,
      false,
      "Clio tells us here when somebody removes the application.",
    ),
    {
      label: "Developer Terms",
      value: null,
      required: true,
      hint: `Read Clio’s developer terms and accept them yourself: they are between ${
        input.owner === "firm" ? "your firm" : "the agency"
      } and Clio.`,
      kind: "accept",
    },
    {
      label: "App Permissions",
      value: null,
      required: true,
      hint: "Tick exactly the boxes in the list below, and no others.",
      kind: "tick",
    },
  ];
}

export type PermissionBox = {
  resource: Resource;
  label: string;
  read: boolean;
  write: boolean;
  required: boolean;
  purpose: string;
};

/** The boxes to tick in Clio's form: one row for each resource, with read and write side by side. */
export function permissionBoxes(
  scopes: { resource: Resource; access: Access; required: boolean; purpose: string }[],
): PermissionBox[] {
  const boxes = new Map<Resource, PermissionBox>();
  for (const scope of scopes) {
    const box = boxes.get(scope.resource) ?? {
      resource: scope.resource,
      label: resourceNames[scope.resource],
      read: false,
      write: false,
      required: false,
      purpose: scope.purpose,
    };
    box[scope.access] = true;
    box.required ||= scope.required;
    if (scope.purpose && !box.purpose.includes(scope.purpose)) box.purpose += ` ${scope.purpose}`;
    boxes.set(scope.resource, box);
  }
  return [...boxes.values()];
}
