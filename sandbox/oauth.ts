import { createHash } from "node:crypto";
import { Hono, type Context } from "hono";
import { getCookie } from "hono/cookie";
import { escape, page } from "./html";
import { letters, type Application, type Grant, type Region, type State } from "./state";

const CODE_LIFE_MS = 10 * 60_000;

const form = async (c: Context): Promise<Record<string, string>> => {
  const body = await c.req.parseBody();
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value]] : [],
    ),
  );
};

/** Authorization screen, token endpoint and the end of tokens, for one region. */
export function oauth(state: State, region: Region, cookieName: string): Hono {
  const app = new Hono();
  const signedIn = (c: Context) => state.findUser(Number(getCookie(c, cookieName)));
  const known = (values: Record<string, string>): Application | string => {
    const found = state.applications.find(
      (one) => one.key === values["client_id"] && one.region === region,
    );
    if (!found) return "Clio does not know this client ID.";
    if (!found.redirectUris.includes(values["redirect_uri"] ?? "")) {
      return "The redirect URI is not one of the application’s.";
    }
    if (values["response_type"] !== "code" || !values["state"])
      return "The request is not complete.";
    return found;
  };

  app.get("/oauth/authorize", (c) => {
    const query = c.req.query();
    const application = known(query);
    // Never a redirect: whoever is wrong here is not to be trusted with an address.
    if (typeof application === "string")
      return c.html(page("Error", `<p>${escape(application)}</p>`), 400);
    const who = signedIn(c);
    const here = new URL(c.req.url);
    const back = encodeURIComponent(here.pathname + here.search);
    if (!who?.user.enabled || who.account.region !== region)
      return c.redirect(`/session/new?to=${back}`);
    const rows = Object.entries(application.permissions)
      .filter(([, access]) => access.read || access.write)
      .map(
        ([name, access]) => `<li>${escape(name)}: ${access.write ? "read and write" : "read"}</li>`,
      );
    const hidden = Object.entries(query)
      .map(
        ([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
      )
      .join("");
    return c.html(
      page(
        `${application.name} asks for access`,
        `<p>You are <strong>${escape(who.user.name)}</strong> of <strong>${escape(who.account.name)}</strong>.</p><ul>${rows.join("")}</ul><form method="post" action="/oauth/authorize">${hidden}<button name="answer" value="allow">Allow</button><button name="answer" value="decline">Decline</button></form><p><a href="/session/new?to=${back}">Use another account</a></p>`,
      ),
    );
  });

  app.post("/oauth/authorize", async (c) => {
    const values = await form(c);
    const application = known(values);
    const who = signedIn(c);
    if (typeof application === "string" || !who)
      return c.html(page("Error", "<p>Please start again.</p>"), 400);
    const target = new URL(values["redirect_uri"] ?? "");
    target.searchParams.set("state", values["state"] ?? "");
    if (values["answer"] !== "allow") {
      if (values["redirect_on_decline"] !== "true")
        return c.html(page("Declined", "<p>You may close this page.</p>"));
      target.searchParams.set("error", "access_denied");
      return c.redirect(target.href);
    }
    const code = letters(40);
    state.codes.push({
      code,
      key: application.key,
      region,
      userId: who.user.id,
      redirectUri: values["redirect_uri"] ?? "",
      challenge: values["code_challenge"] ?? null,
      expiresAt: state.now() + CODE_LIFE_MS,
      family: null,
    });
    state.save();
    target.searchParams.set("code", code);
    return c.redirect(target.href);
  });

  app.post("/oauth/token", async (c) => {
    const values = await form(c);
    const refuse = (error: string) => c.json({ error }, error === "invalid_client" ? 401 : 400);
    const application = state.applications.find(
      (one) => one.key === values["client_id"] && one.region === region,
    );
    if (!application || application.secret !== values["client_secret"])
      return refuse("invalid_client");
    if (values["grant_type"] === "refresh_token")
      return c.json(...refresh(state, values["refresh_token"]));
    if (values["grant_type"] !== "authorization_code") return refuse("unsupported_grant_type");
    if (!application.redirectUris.includes(values["redirect_uri"] ?? ""))
      return refuse("invalid_client");
    const found = state.codes.find(
      (one) => one.code === values["code"] && one.key === application.key,
    );
    if (found?.family)
      for (const grant of state.grants) if (grant.family === found.family) grant.revoked = true;
    const isGood =
      found &&
      found.family === null &&
      found.expiresAt > state.now() &&
      found.redirectUri === values["redirect_uri"] &&
      isProven(state, found.challenge, values["code_verifier"]);
    if (!isGood) return refuse("invalid_grant");
    found.family = letters(20);
    const grant = state.grant(application, found.userId, found.family);
    state.save();
    return c.json({ ...tokens(state, grant), refresh_token: grant.refresh });
  });

  app.post("/oauth/deauthorize", async (c) => {
    const { token } = await form(c);
    const grant = state.grants.find((one) => one.access === token && !one.revoked);
    if (!grant) return c.json({ error: "invalid_token" }, 401);
    grant.revoked = true;
    state.save();
    return c.body(null, 200);
  });
  return app;
}

function tokens(state: State, grant: Grant) {
  const { expiresIn, scope } = state.scenario;
  return {
    token_type: "bearer",
    access_token: grant.access,
    expires_in: expiresIn,
    ...(scope !== null && { scope }),
  };
}

function isProven(state: State, challenge: string | null, verifier: string | undefined): boolean {
  if (state.scenario.pkce === "ignore") return true;
  return (
    challenge !== null &&
    createHash("sha256")
      .update(verifier ?? "")
      .digest("base64url") === challenge
  );
}

/** Steady like Clio Manage, or rotating: then a refresh token that comes twice ends its family. */
function refresh(state: State, token: string | undefined): [object, 200 | 400] {
  const grant = state.grants.find((one) => one.refresh === token || isInGrace(state, one, token));
  if (!grant || grant.revoked) {
    const reused = state.grants.find((one) => one.usedRefresh.includes(token ?? ""));
    if (reused) reused.revoked = true;
    state.save();
    return [{ error: "invalid_grant" }, 400];
  }
  grant.access = letters(40);
  grant.expiresAt = state.now() + state.scenario.expiresIn * 1000;
  const isRotating = state.scenario.refresh === "rotating";
  if (isRotating) {
    grant.usedRefresh.push(grant.refresh);
    grant.refresh = letters(40);
    grant.rotatedAt = state.now();
  }
  state.save();
  return [{ ...tokens(state, grant), ...(isRotating && { refresh_token: grant.refresh }) }, 200];
}

function isInGrace(state: State, grant: Grant, token: string | undefined): boolean {
  const sinceMs = state.now() - (grant.rotatedAt ?? -Infinity);
  return grant.usedRefresh.at(-1) === token && sinceMs < state.scenario.graceSeconds * 1000;
}
