import { AppError } from "@/lib/errors";

const MAX_BYTES = 64 * 1024;
export const NONCE_FIELD = "form_nonce";
/** Of which firm the page of the form was. */
export const FIRM_FIELD = "form_firm";

function refuse(message: string): AppError {
  return new AppError({ code: "invalid_input", message });
}

/**
 * The fields of a form or of a JSON object, each a text that stands once. Throws `invalid_input` for
 * another kind of body, a file, a field that stands twice, or a name that belongs to no form.
 */
export async function readForm(request: Request): Promise<Record<string, string>> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  const bytes = await request.clone().arrayBuffer();
  if (bytes.byteLength > MAX_BYTES) throw refuse("the body is too large");
  const entries = await readEntries(request, type, bytes);
  const fields = new Map<string, string>();
  for (const [name, value] of entries) {
    if (typeof value !== "string") throw refuse("a field is not a text");
    if (fields.has(name)) throw refuse("a field stands twice");
    if (!/^[a-z][a-z0-9_]{0,40}$/.test(name)) throw refuse("a field has no name of ours");
    fields.set(name, value);
  }
  return Object.fromEntries(fields);
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
