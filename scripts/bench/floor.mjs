// The floors: what Node itself does with the same rows, the same decryption and the same calls, with
// nothing of ours around it. Plain JavaScript in a process of its own.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import postgres from "postgres";

const { DATABASE_URL, PORTAL_KEYS = "", CLIO_ORIGIN_US, FLOOR_PORT = "0" } = process.env;
const [kid, encoded] = PORTAL_KEYS.split(":");
const master = Buffer.from(encoded, "base64");
const key = Buffer.from(hkdfSync("sha256", master, "anteroom", "anteroom/seal/v1", 32));
const sql = postgres(DATABASE_URL, { max: 10, fetch_types: false });

const lengthOf = (part) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(part));
  return length;
};
const owner = (column, row, purpose) =>
  Buffer.concat(
    ["v1", kid, "grants", column, row.id, row.firm_id, purpose].flatMap((part) => [
      lengthOf(part),
      Buffer.from(part),
    ]),
  );

function decrypt(column, purpose, row) {
  const [, , iv, body] = row[column].split(".");
  const bytes = Buffer.from(body, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "base64url"));
  decipher.setAAD(owner(column, row, purpose));
  decipher.setAuthTag(bytes.subarray(-16));
  return decipher.update(bytes.subarray(0, -16), undefined, "utf8") + decipher.final("utf8");
}

function encrypt(column, purpose, row, text) {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(owner(column, row, purpose));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return ["v1", kid, iv.toString("base64url"), body.toString("base64url")].join(".");
}

const kilobyte = JSON.stringify({ text: "x".repeat(1000) });

const routes = {
  static: () => kilobyte,
  async row(id) {
    const [row] = await sql`select id, firm_id, access_token_sealed, access_expires_at from grants
      where connection_id = ${id} and state = 'active'`;
    return JSON.stringify({
      id: row.id,
      token: row.access_token_sealed,
      at: row.access_expires_at,
    });
  },
  async token(id) {
    const [row] = await sql`select id, firm_id, access_token_sealed, access_expires_at from grants
      where connection_id = ${id} and state = 'active'`;
    const token = decrypt("access_token_sealed", "access token", row);
    return JSON.stringify({ id: row.id, token, at: row.access_expires_at });
  },
  async refresh(id) {
    const [row] = await sql`select g.id, g.firm_id, g.refresh_token_sealed, a.client_id,
        a.client_secret_sealed, a.id as application
      from grants g join applications a on a.id = g.application_id
      where g.connection_id = ${id} and g.state = 'active'`;
    const answer = await fetch(`${CLIO_ORIGIN_US}/oauth/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "refresh_token",
        refresh_token: decrypt("refresh_token_sealed", "refresh token", row),
        client_id: row.client_id,
        client_secret: process.env.FLOOR_SECRET ?? "",
      }),
    });
    const tokens = await answer.json();
    const sealed = encrypt("access_token_sealed", "access token", row, tokens.access_token);
    await sql`update grants set access_token_sealed = ${sealed},
      access_expires_at = now() + make_interval(secs => ${tokens.expires_in}) where id = ${row.id}`;
    return JSON.stringify({ id: row.id, token: tokens.access_token });
  },
  async list(after) {
    const rows =
      await sql`select n.id, f.id as firm_id, f.name, f.integration_id, n.region, n.status,
        n.status_reason, n.status_actor, n.status_since, f.live_at, n.account_id, n.account_name,
        n.connected_at, n.disconnected_at, n.created_at
      from firms f join connections n on n.firm_id = f.id
      where f.integration_id = ${process.env.FLOOR_INTEGRATION ?? ""} and f.id > ${after}
      order by f.id limit 100`;
    return JSON.stringify({ connections: rows });
  },
};

async function answer(request, response) {
  const [, route, id = ""] = request.url.split("/");
  const body = await routes[route](id);
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

createServer((request, response) => void answer(request, response)).listen(
  Number(FLOOR_PORT),
  "127.0.0.1",
  function () {
    process.send?.({ port: this.address().port });
  },
);
