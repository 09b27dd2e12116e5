import type { IncomingMessage } from "node:http";
import { MAX_BODY_BYTES } from "./limits";
import { BadRequest } from "./problem";

/**
 * The JSON of a request. Throws `BadRequest` for another type, more than 64 KiB (nothing more is kept
 * then), and text that is no JSON in UTF-8.
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/json(; *charset="?utf-8"?)?$/i.test(type)) {
    throw new BadRequest("body_not_json", "Send JSON, as Content-Type: application/json.");
  }
  if (request.headers["content-encoding"] !== undefined) {
    throw new BadRequest("body_not_json", "Send the JSON as it is, not compressed.");
  }
  const body = await readBytes(request);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) as unknown;
  } catch {
    throw new BadRequest("body_not_json", "The body cannot be read as JSON.");
  }
}

function readBytes(request: IncomingMessage): Promise<Buffer> {
  const tooLong = () => new BadRequest("body_too_long", "A report is a few words.");
  if (Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES) {
    return Promise.reject(tooLong());
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const keep = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else reject(tooLong());
    };
    request.on("data", keep);
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", reject);
    request.on("close", () => reject(new Error("the caller went away")));
  });
}
