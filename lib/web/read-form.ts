import { AppError, invalidInput } from "@/lib/errors";

const MAX_BYTES = 64 * 1024;
export const NONCE_FIELD = "form_nonce";
/** Of which firm the page of the form was. */
export const FIRM_FIELD = "form_firm";

function refuse(message: string): AppError {
  return new AppError({ code: "invalid_input", message });
}

/** The one field of a form that may hold a file, and how large that may be. */
export type FileField = { name: string; maxBytes: number };

/** What a form has beside its file: the marks between its parts, the version, the nonce. */
const AROUND_FILE_BYTES = 4 * 1024;

/**
 * The fields of a form or of a JSON object, each a text that stands once; a file that is asked for comes
 * as base64. Throws `invalid_input` for another kind of body, a file that is not asked for or too large, a
 * field that stands twice, or a name that belongs to no form.
 */
export async function readForm(
  request: Request,
  file?: FileField,
): Promise<Record<string, string>> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  const bytes = await request.clone().arrayBuffer();
  const most = file ? file.maxBytes + AROUND_FILE_BYTES : MAX_BYTES;
  if (bytes.byteLength > most) throw refuse("the body is too large");
  const entries = await readEntries(request, type, bytes);
  const fields = new Map<string, string>();
  for (const [name, given] of entries) {
    const value = file?.name === name ? await readFile(given, file) : given;
    if (typeof value !== "string") throw refuse("a field is not a text");
    if (fields.has(name)) throw refuse("a field stands twice");
    if (!/^[a-z][a-z0-9_]{0,40}$/.test(name)) throw refuse("a field has no name of ours");
    fields.set(name, value);
  }
  return Object.fromEntries(fields);
}

/** A file as base64; what else stands in its field stays as it is. */
async function readFile(given: unknown, { name, maxBytes }: FileField): Promise<unknown> {
  if (!(given instanceof File)) return given;
  if (given.size > maxBytes) {
    throw invalidInput({ [name]: `This file is larger than ${maxBytes / 1024} kB.` });
  }
  return Buffer.from(await given.arrayBuffer()).toString("base64");
}

async function readEntries(
  request: Request,
  type: string | undefined,
  bytes: ArrayBuffer,
): Promise<Iterable<readonly [string, unknown]>> {
  if (bytes.byteLength === 0) return [];
  if (type === "multipart/form-data") {
    return request.formData().catch(() => Promise.reject(refuse("the form cannot be read")));
  }
  const text = decode(bytes);
  if (type === "application/x-www-form-urlencoded") return new URLSearchParams(text);
  if (type === "application/json") return jsonEntries(text);
  throw refuse("the body is no form");
}

function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refuse("the body is not UTF-8");
  }
}

function jsonEntries(text: string): [string, unknown][] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse("the body is no JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refuse("the body is no object");
  }
  return Object.entries(value);
}
