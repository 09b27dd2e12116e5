import { Hono, type Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { escape, page } from "./html";
import {
  plans,
  resources,
  type Application,
  type Permissions,
  type Region,
  type State,
} from "./state";

const labelOf = (name: string) => name.charAt(0).toUpperCase() + name.slice(1).replace("_", " ");

/** Signing in, the plan, and the developer portal of one region. */
export function pages(state: State, region: Region, cookieName: string): Hono {
  const app = new Hono();
  const signedIn = (c: Context) => {
    const who = state.findUser(Number(getCookie(c, cookieName)));
    return who?.account.region === region ? who : null;
  };
  const mine = (c: Context) => {
    const who = signedIn(c);
    const appId = Number(c.req.param("id"));
    return who
      ? state.applications.find((one) => one.appId === appId && one.accountId === who.account.id)
      : undefined;
  };

  app.get("/", (c) =>
    c.html(
      page(
        "Clio",
        `<ul><li><a href="/session/new?to=/">Sign in</a></li><li><a href="/settings/subscription">Settings: Subscription</a></li><li><a href="/developer/applications">Developer portal</a></li></ul>`,
      ),
    ),
  );

  app.get("/session/new", (c) => {
    const to = c.req.query("to") ?? "/";
    const people = state.accounts
      .filter((account) => account.region === region)
      .flatMap((account) =>
        account.users.map(
          (user) =>
            `<tr><td><button name="user" value="${user.id}">${escape(user.email)}</button></td><td>${escape(user.name)}${user.enabled ? "" : " (disabled)"}</td><td>${escape(account.name)}, ${account.kind}</td></tr>`,
        ),
      );
    return c.html(
      page(
        "Sign in",
        `<form method="post" action="/session"><input type="hidden" name="to" value="${escape(to)}"><table>${people.join("")}</table></form>`,
      ),
    );
  });

  app.post("/session", async (c) => {
    const { user, to } = await c.req.parseBody();
    const who = state.findUser(Number(user));
    if (!who?.user.enabled) return c.html(page("Sign in", "<p>This user is disabled.</p>"), 403);
    setCookie(c, cookieName, String(who.user.id), { httpOnly: true, sameSite: "Lax", path: "/" });
    return c.redirect(typeof to === "string" && /^\/(?!\/)/.test(to) ? to : "/");
  });

  app.get("/settings/subscription", (c) => {
    const who = signedIn(c);
    if (!who) return c.redirect("/session/new?to=/settings/subscription");
    const options = plans.map(
      (plan) => `<option${plan === who.account.plan ? " selected" : ""}>${plan}</option>`,
    );
    return c.html(
      page(
        "Subscription",
        `<p>${escape(who.account.name)} has <strong>${who.account.plan}</strong>.</p><form method="post"><label for="plan">Plan</label><select id="plan" name="plan">${options.join("")}</select><button>Change</button></form>`,
      ),
    );
  });
  app.post("/settings/subscription", async (c) => {
    const who = signedIn(c);
    const { plan } = await c.req.parseBody();
    const chosen = plans.find((one) => one === plan);
    if (who && chosen) who.account.plan = chosen;
    state.save();
    return c.redirect("/settings/subscription");
  });

  app.get("/developer/applications", (c) => {
    const who = signedIn(c);
    if (!who) return c.redirect("/session/new?to=/developer/applications");
    const rows = state.applications
      .filter((one) => one.accountId === who.account.id)
      .map(
        (one) => `<li><a href="/developer/applications/${one.appId}">${escape(one.name)}</a></li>`,
      );
    return c.html(
      page(
        "Your applications",
        `<ul>${rows.join("")}</ul><p><a href="/developer/applications/new">Add an application</a></p>`,
      ),
    );
  });
  app.get("/developer/applications/new", (c) =>
    signedIn(c)
      ? c.html(page("New application", formOf(null)))
      : c.redirect("/session/new?to=/developer/applications/new"),
  );
  app.get("/developer/applications/:id", (c) => {
    const found = mine(c);
    if (!found) return c.html(page("Not found", ""), 404);
    return c.html(
      page(
        found.name,
        `<dl><dt>App Key</dt><dd><code id="key">${found.key}</code></dd><dt>App Secret</dt><dd><code id="secret">${found.secret}</code></dd></dl>${formOf(found)}`,
      ),
    );
  });
  app.post("/developer/applications/:id?", async (c) => {
    const who = signedIn(c);
    if (!who) return c.redirect("/session/new?to=/developer/applications");
    if (who.account.plan === "EasyStart") {
      return c.html(
        page("Not in your plan", "<p>EasyStart has no access for applications.</p>"),
        403,
      );
    }
    const body = await c.req.parseBody();
    const text = (name: string) => (typeof body[name] === "string" ? body[name].trim() : "");
    const redirectUris = text("redirect_uris").split(/\s+/).filter(Boolean);
    if (!text("name") || !text("website_url") || redirectUris.length === 0 || !text("terms")) {
      return c.html(page("Please complete the form", formOf(null)), 422);
    }
    const values = {
      region,
      accountId: who.account.id,
      name: text("name"),
      websiteUrl: text("website_url"),
      redirectUris,
      deauthorizationUrl: text("deauthorization_url"),
      permissions: permissionsOf(body),
    };
    const found = mine(c);
    const saved = found ? Object.assign(found, values) : state.register(values);
    state.save();
    return c.redirect(`/developer/applications/${saved.appId}`);
  });
  return app;
}

function permissionsOf(body: Record<string, unknown>): Permissions {
  return Object.fromEntries(
    resources.map((name) => [
      name,
      { read: `${name}_read` in body, write: `${name}_write` in body },
    ]),
  );
}

/** Exactly Clio's fields, in Clio's order. */
function formOf(application: Application | null): string {
  const field = (name: string, label: string, value = "", type = "text") =>
    `<label for="${name}">${label}</label><input id="${name}" name="${name}" type="${type}" value="${escape(value)}">`;
  const box = (name: string, access: "read" | "write") =>
    `<td><input type="checkbox" id="${name}_${access}" name="${name}_${access}"${application?.permissions[name as "users"]?.[access] ? " checked" : ""}><label for="${name}_${access}">${labelOf(name)} ${access}</label></td>`;
  const rows = resources.map((name) => `<tr>${box(name, "read")}${box(name, "write")}</tr>`);
  return `<form method="post" action="/developer/applications${application ? `/${application.appId}` : ""}">${field("name", "Name *", application?.name)}${field("description", "Description")}${field("icons", "Icons")}${field("website_url", "Website URL *", application?.websiteUrl)}${field("support_url", "Support URL")}<label for="redirect_uris">Redirect URIs *</label><textarea id="redirect_uris" name="redirect_uris" rows="2">${escape(application?.redirectUris.join("\n") ?? "")}</textarea>${field("deauthorization_url", "Deauthorization Callback URL", application?.deauthorizationUrl)}<p><input type="checkbox" id="terms" name="terms" value="yes"${application ? " checked" : ""}><label for="terms">Developer Terms *</label></p><h2>App Permissions *</h2><table>${rows.join("")}</table><button>Save</button></form>`;
}
