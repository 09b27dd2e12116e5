import { z } from "zod";
import type { Secret } from "@/lib/logger";
import { FetchFailure } from "@/lib/providers/errors";
import type { Failure, Identity, IdentityAnswer, ProbeAnswer } from "@/lib/providers/provider";
import type { Region, Resource } from "@/lib/vocabulary";
import { boundedFetch } from "@/lib/providers/bounded-fetch";
import { noteLimit } from "./observed";
import { retryAfterSeconds } from "../retry-after";

/** Pinned: an API version that Clio does not know answers 410 (docs/clio.md, "API v4"). */
export const API_VERSION = "4.0.13";

/** One cheap read for each permission (docs/clio.md, "Probes"). */
const probePaths: Record<Resource, string> = {
  users: "/users/who_am_i",
  contacts: "/contacts",
  matters: "/matters",
  activities: "/activities",
  calendars: "/calendar_entries",
  tasks: "/tasks",
  documents: "/documents",
  communications: "/communications",
  custom_fields: "/custom_fields",
  billing: "/bills",
  webhooks: "/webhooks",
};

const WHO_AM_I =
  "/users/who_am_i?fields=id,name,email,enabled,account_owner,roles,account{id,name,state,created_at}";

const id = z.union([z.number().int(), z.string().min(1).max(64)]).transform(String);
const name = z.string().trim().max(300);

/** Of who_am_i only what identity needs; anything else in the answer is dropped. */
const whoAmIAnswer = z.object({
  data: z.object({
    id,
    name: name.catch(""),
    email: z.string().max(320).nullish(),
    account_owner: z.boolean().nullish().catch(null),
    roles: z.array(z.string().max(100)).max(50).catch([]),
    account: z.object({
      id,
      name: name.catch(""),
      created_at: z.iso.datetime({ offset: true }).nullish().catch(null),
    }),
  }),
});
const forbiddenAnswer = z.object({
  error: z.object({ type: z.string(), message: z.string().optional() }),
});
const listAnswer = z.object({
  data: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]),
});

/** Where a region's API is. */
export type ClioHost = { region: Region; origin: string };

type ApiAnswer =
  | { kind: "ok"; body: unknown }
  | { kind: "refused" }
  | { kind: "ended" }
  | { kind: "failed"; failure: Failure };

/** Asks who is behind a token. Needs the Users permission: without it Clio answers 403. */
export async function whoAmI(at: ClioHost, accessToken: Secret): Promise<IdentityAnswer> {
  const answer = await get(at, WHO_AM_I, accessToken);
  if (answer.kind !== "ok") return refusal(answer);
  const parsed = whoAmIAnswer.safeParse(answer.body);
  if (!parsed.success)
    return { ok: false, kind: "failed", failure: transient("unusable_answer", 200) };
  const { account, ...user } = parsed.data.data;
  const identity: Identity = {
    accountId: account.id,
    accountName: account.name,
    accountCreatedAt: account.created_at ? new Date(account.created_at) : null,
    userId: user.id,
    userName: user.name,
    userEmail: user.email ?? null,
    userRoles: user.roles,
    userIsOwner: user.account_owner ?? null,
  };
  return { ok: true, identity };
}

/** Asks for two users' ids: an account that gives one has no more. */
export async function hasSingleUser(at: ClioHost, accessToken: Secret): Promise<boolean | null> {
  const answer = await get(at, "/users?fields=id&limit=2", accessToken);
  const parsed = answer.kind === "ok" ? listAnswer.safeParse(answer.body) : null;
  if (!parsed?.success || !Array.isArray(parsed.data.data)) return null;
  return parsed.data.data.length === 1;
}

/** Tries one permission. Of the answer only whether it worked is looked at. */
export async function probe(
  at: ClioHost,
  accessToken: Secret,
  resource: Resource,
): Promise<ProbeAnswer> {
  const query = resource === "users" ? "?fields=id" : "?fields=id&limit=1";
  const answer = await get(at, probePaths[resource] + query, accessToken);
  if (answer.kind !== "ok") return refusal(answer);
  if (!listAnswer.safeParse(answer.body).success) {
    return { ok: false, kind: "failed", failure: transient("unusable_answer", 200) };
  }
  return { ok: true };
}

/** A call that did not work, as both questions above answer it. */
function refusal(answer: Exclude<ApiAnswer, { kind: "ok" }>) {
  if (answer.kind === "refused") return { ok: false, kind: "refused", status: 403 } as const;
  if (answer.kind === "ended") return { ok: false, kind: "ended", status: 401 } as const;
  return { ok: false, kind: "failed", failure: answer.failure } as const;
}

async function get(at: ClioHost, path: string, accessToken: Secret): Promise<ApiAnswer> {
  try {
    const response = await boundedFetch(`${at.origin}/api/v4${path}`, {
      headers: {
        authorization: `Bearer ${accessToken.reveal()}`,
        accept: "application/json",
        "x-api-version": API_VERSION,
      },
    });
    noteLimit(at.region, response.headers);
    return await classify(response);
  } catch (thrown) {
    if (!(thrown instanceof FetchFailure)) throw thrown;
    return { kind: "failed", failure: { ...transient(thrown.code), sent: thrown.sent } };
  }
}

/** The one place where an answer of the API gets its class. */
async function classify(response: Response): Promise<ApiAnswer> {
  const { status } = response;
  const body = await readJson(response);
  if (status === 200 && body !== undefined) return { kind: "ok", body };
  if (status === 401) return { kind: "ended" };
  if (status === 403) {
    // Only a JSON body of the error shape is a permission's answer; HTML is a firewall's.
    if (forbiddenAnswer.safeParse(body).success) return { kind: "refused" };
    return {
      kind: "failed",
      failure: { ...transient("blocked_html", status), class: "misconfigured" },
    };
  }
  if (status === 429) {
    const seconds = retryAfterSeconds(response.headers.get("retry-after"));
    return {
      kind: "failed",
      failure: { ...transient("rate_limited", status), retryAfterSeconds: seconds },
    };
  }
  if (status === 400 || status === 404 || status === 410) {
    return {
      kind: "failed",
      failure: { ...transient("request_refused", status), class: "misconfigured" },
    };
  }
  return {
    kind: "failed",
    failure: transient(status >= 500 ? "server_error" : "unusable_answer", status),
  };
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function transient(code: string, status?: number): Failure {
  return { ok: false, class: "transient", code, status, sent: true };
}
