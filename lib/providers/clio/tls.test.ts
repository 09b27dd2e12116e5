import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { connect, getCACertificates, setDefaultCACertificates, type TlsOptions } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "@/lib/logger";
import { certificate } from "./certificates.testing";
import { clioProvider } from "./clio-provider";

const SECRET = "canary-of-a-secret";
const DAY_MS = 24 * 60 * 60 * 1000;
const authority = certificate({ name: "Authority of the test" });
const usual = getCACertificates("default");
const stops: (() => Promise<void>)[] = [];

beforeAll(() => setDefaultCACertificates([...usual, authority.pem]));
afterAll(() => setDefaultCACertificates(usual));
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A server on `localhost` with that certificate, and what it was asked in clear. */
async function serve(
  wish: Parameters<typeof certificate>[0],
  options: TlsOptions = {},
): Promise<{ origin: string; asked: string[] }> {
  const { pem: cert, keyPem: key } = certificate(wish);
  const asked: string[] = [];
  const server = createServer({ ...options, cert, key }, (request, response) => {
    request.on("data", (piece: Buffer) => asked.push(piece.toString()));
    asked.push(`${request.url} ${request.headers.authorization ?? ""}`);
    response.writeHead(400, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: "invalid_grant" }));
  });
  server.on("tlsClientError", () => {});
  await once(server.listen(0, "127.0.0.1"), "listening");
  stops.push(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { origin: `https://localhost:${(server.address() as AddressInfo).port}`, asked };
}

const providerAt = (origin: string) =>
  clioProvider({ clioOrigins: { us: origin, eu: origin, ca: origin, au: origin } });
const keys = { clientId: "client", clientSecret: new Secret(SECRET) };
const accessToken = new Secret(`token-${SECRET}`);

type Wish = Parameters<typeof certificate>[0];
const ours: Wish = { name: "localhost", host: "localhost", signer: authority };
/** What is wrong, the certificate, and what TLS itself says of it. */
const refused: [string, Wish, string, TlsOptions?][] = [
  ["signed by itself", { ...ours, signer: undefined }, "DEPTH_ZERO_SELF_SIGNED_CERT"],
  ["of another host", { ...ours, host: "evil.test" }, "ERR_TLS_CERT_ALTNAME_INVALID"],
  ["expired a minute ago", { ...ours, endsAt: Date.now() - 60_000 }, "CERT_HAS_EXPIRED"],
  ["not valid yet", { ...ours, endsAt: Date.now() + 31 * DAY_MS }, "CERT_NOT_YET_VALID"],
  [
    "of an authority that nobody knows",
    { ...ours, signer: certificate({ name: "Stranger" }) },
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  ],
  [
    "good, but over TLS 1.1",
    ours,
    "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
    { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" },
  ],
];
async function tlsSays(origin: string): Promise<unknown> {
  const socket = connect({
    host: "localhost",
    port: Number(new URL(origin).port),
    ca: authority.pem,
  });
  const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
  return error.code;
}

describe("OC-19 R-14 certificates", () => {
  it("that are right let the call pass", async () => {
    const { origin, asked } = await serve({ name: "l", host: "localhost", signer: authority });
    const answer = await providerAt(origin).refresh({
      region: "us",
      keys,
      refreshToken: accessToken,
    });
    expect(answer).toMatchObject({ class: "rejected", code: "invalid_grant" });
    expect(asked.join()).toContain(SECRET);
  });

  it.each(refused)(
    "%s: nothing is decided, and no secret leaves",
    async (_name, wish, code, options) => {
      const { origin, asked } = await serve(wish, options);
      expect(await tlsSays(origin)).toBe(code);
      const provider = providerAt(origin);
      const failure = { ok: false, class: "transient", code: "tls", sent: false };
      const back = { code: "c", redirectUri: "https://x.test/cb", codeVerifier: null };
      expect(await provider.refresh({ region: "us", keys, refreshToken: accessToken })).toEqual(
        failure,
      );
      expect(await provider.exchangeCode({ region: "us", keys, ...back })).toEqual(failure);
      expect(await provider.whoAmI({ region: "us", accessToken })).toMatchObject({
        kind: "failed",
        failure,
      });
      expect(
        await provider.probe({ region: "us", accessToken, resource: "contacts" }),
      ).toMatchObject({
        kind: "failed",
        failure,
      });
      expect(await provider.revoke({ region: "us", accessToken })).toEqual(failure);
      expect(
        await provider.checkKeys({ region: "us", keys, redirectUri: "https://x.test/cb" }),
      ).toBe("unknown");
      expect(asked).toEqual([]);
    },
  );
});
