import { eq } from "drizzle-orm";
import { redirectUri } from "@/lib/applications/addresses";
import { completeProof } from "@/lib/applications/complete-proof";
import { createAgencyApplication } from "@/lib/applications/create-agency-application";
import { startProof } from "@/lib/applications/start-proof";
import { storeAgencyKeys } from "@/lib/applications/store-agency-keys";
import { confirmRegistered } from "@/lib/applications/confirm-registered";
import { storeKeys } from "@/lib/applications/store-keys";
import { completeConnection } from "@/lib/connection/complete-connection";
import { confirmAccount } from "@/lib/connection/confirm-account";
import { loadConnection } from "@/lib/connection/queries";
import { runProbes } from "@/lib/connection/run-probes";
import { startConnection } from "@/lib/connection/start-connection";
import { requireFirm, type Context } from "@/lib/context";
import { randomToken } from "@/lib/crypto/hash";
import { keyRingSource, readKeyRing } from "@/lib/crypto/key-ring-source";
import { openDatabase, type Database } from "@/lib/db/client";
import { firms, people } from "@/lib/db/schema";
import { readEnv } from "@/lib/env";
import { newId } from "@/lib/ids";
import { createIntegration } from "@/lib/integrations/create-integration";
import { jobSenderOf } from "@/lib/jobs/job-sender";
import { createLogger, type Secret } from "@/lib/logger";
import { answerDeveloperAccount } from "@/lib/onboarding/answer-developer-account";
import { stepWords } from "@/lib/onboarding/rules";
import { answerPlan } from "@/lib/plan/answer-plan";
import { createFirm } from "@/lib/staff/create-firm";
import { createTokenClient } from "@/lib/tokens/create-token-client";
import { makeTokenKey } from "@/lib/tokens/make-token-key";
import { clientInput, keyInput } from "@/lib/tokens/schema";
import { webhookKinds, type Region, type Route } from "@/lib/vocabulary";
import { createEndpoint } from "@/lib/webhooks/create-endpoint";

/** How far a sample firm has come when the demo starts. */
type Stage =
  | "invited"
  | "no_access"
  | "waits_for_clio"
  | "registered"
  | "declined"
  | "one_missing"
  | "working";

/**
 * Invented firms, each with its own administrator, on the route `firm_private` unless told otherwise;
 * the last three are left for whoever tries the demo.
 */
const FIRMS: [string, string, string, Stage, Route?][] = [
  ["Lindqvist Advokater", "Elsa Lindqvist", "elsa@lindqvist.test", "working"],
  ["Maple Row Law", "Owen Price", "owen@maplerow.test", "one_missing"],
  ["Banksia Legal", "Ruby Hall", "ruby@banksia.test", "declined"],
  ["Castellan Family Law", "Ines Castellan", "ines@castellan.test", "registered"],
  ["Marsh, Teller & Co", "Joan Teller", "joan@marshteller.test", "no_access"],
  [
    "Bellweather Law",
    "Tess Bellweather",
    "tess@bellweather.test",
    "waits_for_clio",
    "firm_developer",
  ],
  ["Ferris & Lunt", "Nora Lunt", "nora@ferrislunt.test", "invited", "agency"],
  ["Okafor Estate Planning", "Chidi Okafor", "chidi@okafor.test", "invited"],
  ["Hartley & Moss LLP", "Ada Moss", "ada@hartleymoss.test", "invited"],
];

const read = { access: "read", required: true } as const;
const SCOPES = [
  {
    ...read,
    resource: "contacts",
    purpose: "Keeps people and companies the same in both systems",
    impact: "People and companies are not kept the same.",
  },
  {
    ...read,
    resource: "matters",
    purpose: "Shows each contact’s open matters in HubSpot",
    impact: "Open matters do not show in HubSpot.",
  },
  {
    ...read,
    resource: "activities",
    purpose: "Sends time entries to HubSpot’s timeline",
    impact: "New time entries do not reach HubSpot.",
  },
  {
    ...read,
    resource: "calendars",
    required: false,
    purpose: "Shows coming appointments beside a contact",
    impact: "Appointments do not show beside a contact.",
  },
] as const;

/**
 * Fills an empty database with sample firms and one token client, through the same verbs that staff
 * use. Returns the client's key.
 */
export async function seedDemo(): Promise<Secret> {
  const env = readEnv();
  const db = openDatabase({ url: env.DATABASE_URL, maxConnections: 2 });
  const [email = "admin@anteroom.test"] = env.STAFF_ADMINS;
  const personId = newId("person");
  const log = createLogger("seed", "warn");
  const ctx: Context = {
    actor: { kind: "staff", personId, role: "admin", sessionId: "seed" },
    db: db.scoped({ kind: "staff", personId }),
    jobs: jobSenderOf(db, log),
    ring: await readKeyRing(keyRingSource(env)),
    env,
    log,
    requestId: newId("request"),
  };
  try {
    await ctx.db.query((q) =>
      q
        .insert(people)
        .values({ id: personId, kind: "staff", staffRole: "admin", email, name: "Priya Nair" }),
    );
    const integration = await createIntegration(ctx, {
      name: "Clio and HubSpot contacts",
      summary: "Keeps people, matters and time entries the same in Clio and HubSpot.",
      note: "First version.",
      scopes: [...SCOPES],
    });
    await proveAgencyApplication(ctx, integration);
    await openWebhook(ctx);
    for (const [name, contactName, contactEmail, stage, route = "firm_private"] of FIRMS) {
      const { firmId } = await createFirm(ctx, {
        name,
        route,
        // The agency knows where it registered its application.
        region: route === "agency" ? "us" : "",
        integration,
        contact_name: contactName,
        contact_email: contactEmail,
      });
      if (stage !== "invited") await takeTo(stage, ctx, db, firmId);
    }
    return await makeDemoKey(ctx, integration);
  } finally {
    await db.close();
  }
}

/** The sandbox's receiver is told of everything from the beginning, and can verify it. */
async function openWebhook(ctx: Context): Promise<void> {
  const url = `http://127.0.0.1:${process.env.SANDBOX_PORT}/webhooks/demo`;
  const kinds = [...webhookKinds];
  const input = { name: "Demo service", url, integrationId: null, kinds };
  const { secret } = await createEndpoint(ctx, input);
  const body = new URLSearchParams({ secret: secret.reveal() });
  const response = await fetch(`${url}/settings`, { method: "POST", body, redirect: "manual" });
  if (response.status !== 303) throw new Error(`the receiver answered ${response.status}`);
}

/** An integration service that may have the tokens of all sample firms, live or not. */
async function makeDemoKey(ctx: Context, integration: string): Promise<Secret> {
  const fields = {
    name: "Demo service",
    integration,
    may_read_status: "on",
    may_take_tokens: "on",
    before_live: "on",
  };
  const clientId = await createTokenClient(ctx, clientInput.parse(fields));
  const { text } = await makeTokenKey(ctx, { clientId, ...keyInput.parse({}) });
  return text;
}

/** Takes a firm so far by what its administrator would do, in the portal and in the sandbox's Clio. */
async function takeTo(stage: Stage, staff: Context, db: Database, firmId: string): Promise<void> {
  const [firm] = await staff.db.query((q) =>
    q
      .select({ personId: people.id, email: people.email })
      .from(firms)
      .innerJoin(people, eq(people.id, firms.mainContactId))
      .where(eq(firms.id, firmId)),
  );
  if (!firm) throw new Error(`no firm ${firmId}`);
  const { personId, email } = firm;
  const account = await findAccount(email);
  const ctx: Context = {
    ...staff,
    actor: {
      kind: "firm",
      personId,
      firmId,
      sessionId: "seed",
      copiedLinkId: null,
      handOver: null,
    },
    db: db.scoped({ kind: "firm", firmId }),
  };
  const plan = stage === "no_access" ? "easystart" : "essentials";
  await answerPlan(ctx, { plan, region: account.region });
  if (stage === "no_access") return;
  if (stage === "waits_for_clio") {
    await answerDeveloperAccount(ctx, {
      email: "dev@bellweather.test",
      trial_started_on: "",
      trial_ends_on: "",
      applied_on: "",
      stage: "applied",
    });
    return;
  }
  await confirmRegistered(ctx, { done: true });
  if (stage === "registered") return;
  const { key, secret } = await register(
    ctx,
    account,
    stage === "one_missing" ? "activities" : null,
  );
  await storeKeys(ctx, { region: account.region, client_id: key, client_secret: secret });
  const browserToken = randomToken();
  const { location } = await startConnection(ctx, { browserToken });
  const answer = stage === "declined" ? "decline" : "allow";
  const parameters = await answerClio(location, account.userId, answer);
  await completeConnection(ctx, { parameters, browserToken });
  if (stage === "declined") return;
  const { pending } = await loadConnection(ctx, requireFirm(ctx).firmId);
  const { runId } = await confirmAccount(ctx, { grantId: pending?.grantId ?? "" });
  if (runId) await runProbes(ctx, runId);
}

/** The agency's application for the US, as its staff would enter and prove it. */
async function proveAgencyApplication(staff: Context, integration: string): Promise<void> {
  const account = await findAccount("sam@acucoders.test");
  const { region } = account;
  const applicationId = await createAgencyApplication(staff, { integration, region });
  const { key, secret } = await register(staff, account, null);
  await storeAgencyKeys(staff, { applicationId, client_id: key, client_secret: secret });
  const browserToken = randomToken();
  const { location } = await startProof(staff, { applicationId, browserToken });
  const parameters = await answerClio(location, account.userId, "allow");
  await completeProof(staff, { parameters, browserToken, nextStepTitle: stepWords.connect.title });
}

/** An application in the sandbox's Clio with every box that is needed, but perhaps one. */
function register(ctx: Context, account: Account, forgotten: string | null) {
  const boxes = ["users", ...SCOPES.map(({ resource }) => resource)].filter(
    (resource) => resource !== forgotten,
  );
  return clio<{ key: string; secret: string }>("/control/applications", {
    region: account.region,
    accountId: account.id,
    name: "Contacts for HubSpot",
    websiteUrl: "https://example.test",
    redirectUris: [redirectUri(ctx.env)],
    deauthorizationUrl: "",
    permissions: Object.fromEntries(boxes.map((name) => [name, { read: true, write: false }])),
  });
}

async function clio<Answer>(path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${process.env.SANDBOX_PORT}${path}`, {
    method: body === undefined ? "GET" : "POST",
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`the sandbox answered ${response.status} to ${path}`);
  return (await response.json()) as Answer;
}

type Account = { id: number; region: Region; userId: number };

async function findAccount(email: string): Promise<Account> {
  type Known = { id: number; region: Region; users: { id: number; email: string }[] };
  const { accounts } = await clio<{ accounts: Known[] }>("/control/state");
  for (const { id, region, users } of accounts) {
    const user = users.find((one) => one.email === email);
    if (user) return { id, region, userId: user.id };
  }
  throw new Error(`the sandbox has no user ${email}`);
}

/** What the browser would post on Clio's approval screen; returns what Clio sends back. */
async function answerClio(location: string, userId: number, answer: "allow" | "decline") {
  const { origin, searchParams } = new URL(location);
  const post = (path: string, fields: Record<string, string>, cookie = "") =>
    fetch(origin + path, {
      method: "POST",
      redirect: "manual",
      headers: { cookie },
      body: new URLSearchParams(fields),
    });
  const signedIn = await post("/session", { user: String(userId), to: "/" });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  const fields = { ...Object.fromEntries(searchParams), answer };
  const back = await post("/oauth/authorize", fields, cookie);
  return new URL(back.headers.get("location") ?? "about:blank").searchParams;
}
