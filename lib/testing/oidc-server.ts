import { createSign, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";

export type OidcUser = { sub: string; email?: string; email_verified?: boolean; name?: string };
type Spoil = (claims: Record<string, unknown>) => Record<string, unknown>;

export const OIDC_CLIENT = { id: "anteroom", secret: "a-secret-of-the-test-servers-own" };

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwk = { ...privateKey.export({ format: "jwk" }), kid: "k1", alg: "RS256", use: "sig" };
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

function signed(claims: object, isForged: boolean): string {
  const body = `${base64({ alg: "RS256", kid: "k1", typ: "JWT" })}.${base64(claims)}`;
  const signature = createSign("RSA-SHA256").update(body).sign(privateKey);
  if (isForged) signature[0] = (signature[0] ?? 0) ^ 1;
  return `${body}.${signature.toString("base64url")}`;
}

/** What the server keeps, in memory: its own adapter warns of itself. */
class Kept {
  static readonly rows = new Map<string, Record<string, unknown>>();
  readonly #of: string;

  constructor(name: string) {
    this.#of = name;
  }
  #key = (id: string) => `${this.#of}:${id}`;
  async upsert(id: string, row: Record<string, unknown>): Promise<void> {
    Kept.rows.set(this.#key(id), row);
  }
  async find(id: string): Promise<Record<string, unknown> | undefined> {
    return Kept.rows.get(this.#key(id));
  }
  async findByUid(uid: string): Promise<Record<string, unknown> | undefined> {
    const mine = [...Kept.rows].filter(([key]) => key.startsWith(`${this.#of}:`));
    return mine.map(([, row]) => row).find((row) => row.uid === uid);
  }
  async findByUserCode(): Promise<undefined> {}
  async consume(id: string): Promise<void> {
    const row = Kept.rows.get(this.#key(id));
    if (row) row.consumed = Math.floor(Date.now() / 1000);
  }
  async destroy(id: string): Promise<void> {
    Kept.rows.delete(this.#key(id));
  }
  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, row] of Kept.rows) if (row.grantId === grantId) Kept.rows.delete(key);
  }
}

export type OidcServer = Awaited<ReturnType<typeof openOidcServer>>;

/**
 * A real OpenID provider on loopback, which signs in whoever `user` is without asking. `spoil` has the
 * next tokens carry other claims, signed with the server's own key; `forge` breaks their signature.
 */
export async function openOidcServer(redirectUri: string) {
  const state = {
    user: { sub: "user-1" } as OidcUser,
    spoil: null as Spoil | null,
    isForged: false,
    nonce: "",
    tokenRequests: 0,
  };
  const users = new Map<string, OidcUser>();
  let handle: ReturnType<Provider["callback"]> | null = null;
  let provider: Provider | null = null;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    if (url.pathname === "/auth") state.nonce = url.searchParams.get("nonce") ?? "";
    if (url.pathname.startsWith("/interaction/")) {
      users.set(state.user.sub, state.user);
      const login = { accountId: state.user.sub };
      const options = { mergeWithLastSubmission: false };
      void provider?.interactionFinished(request, response, { login }, options);
      return;
    }
    if (url.pathname === "/token") {
      state.tokenRequests += 1;
      if (state.spoil || state.isForged) {
        const now = Math.floor(Date.now() / 1000);
        const claims = {
          iss: issuer,
          sub: state.user.sub,
          aud: OIDC_CLIENT.id,
          iat: now,
          exp: now + 300,
          nonce: state.nonce,
          email: state.user.email,
          email_verified: state.user.email_verified,
        };
        const id_token = signed(state.spoil?.(claims) ?? claims, state.isForged);
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ access_token: "a", token_type: "Bearer", id_token }));
        return;
      }
    }
    handle?.(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  provider = new Provider(issuer, {
    adapter: Kept,
    clients: [
      {
        client_id: OIDC_CLIENT.id,
        client_secret: OIDC_CLIENT.secret,
        redirect_uris: [redirectUri],
        response_types: ["code"],
        grant_types: ["authorization_code"],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    conformIdTokenClaims: true,
    cookies: { keys: ["a-key-of-the-test-servers-own"] },
    jwks: { keys: [jwk] },
    features: { devInteractions: { enabled: false } },
    ttl: {
      AccessToken: 300,
      AuthorizationCode: 60,
      IdToken: 300,
      Interaction: 300,
      Session: 3600,
      Grant: 3600,
    },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ ...users.get(id) }) }),
    loadExistingGrant: async ({ oidc }) => {
      const { clientId } = oidc.client;
      const grant = new oidc.provider.Grant({ clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
    renderError: (ctx, out) => {
      ctx.body = JSON.stringify(out);
    },
  });
  handle = provider.callback();

  /** Follows the way to the server in a browser of its own until it leads back; the return's parameters. */
  async function signIn(
    location: string,
    jar = new Map<string, string>(),
  ): Promise<URLSearchParams> {
    let next = location;
    for (let hop = 0; hop < 10; hop += 1) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
      const response = await fetch(next, { redirect: "manual", headers: { cookie } });
      for (const line of response.headers.getSetCookie()) {
        const [pair = ""] = line.split(";");
        const at = pair.indexOf("=");
        jar.set(pair.slice(0, at), pair.slice(at + 1));
      }
      const to = response.headers.get("location");
      if (!to) throw new Error(`the server answers ${response.status}: ${await response.text()}`);
      next = new URL(to, next).href;
      if (next.startsWith(redirectUri)) return new URL(next).searchParams;
    }
    throw new Error("the server leads in circles");
  }

  return {
    issuer,
    state,
    signIn,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
