import { IncomingMessage } from "node:http";
import { MAX_BODY_BYTES, MAX_UPLOAD_BYTES, UPLOAD_PATH } from "./limits";

/**
 * The whole body of `request`, or null when it is longer than the limit (nothing more is kept then,
 * and the rest is left unread). Rejects when the client goes away in the middle.
 */
export function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const most = request.url === UPLOAD_PATH ? MAX_UPLOAD_BYTES : MAX_BODY_BYTES;
  if (Number(request.headers["content-length"] ?? 0) > most) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const done = (body: Buffer | null) => {
      request.off("data", keep);
      resolve(body);
    };
    const keep = (chunk: Buffer) => {
      size += chunk.length;
      if (size > most) return done(null);
      chunks.push(chunk);
    };
    request.on("data", keep);
    request.on("end", () => done(Buffer.concat(chunks)));
    request.on("error", reject);
    request.on("close", () => reject(new Error("The client went away.")));
  });
}

/** The same request with its body still to be read, for a handler that expects Node's own. */
export function withBody(request: IncomingMessage, body: Buffer): IncomingMessage {
  const copy = new IncomingMessage(request.socket);
  copy.httpVersion = request.httpVersion;
  copy.httpVersionMajor = request.httpVersionMajor;
  copy.httpVersionMinor = request.httpVersionMinor;
  copy.method = request.method;
  copy.url = request.url;
  copy.rawHeaders = request.rawHeaders;
  copy.headers = { ...request.headers, "content-length": String(body.length) };
  delete copy.headers["transfer-encoding"];
  copy.complete = true;
  if (body.length > 0) copy.push(body);
  copy.push(null);
  return copy;
}
