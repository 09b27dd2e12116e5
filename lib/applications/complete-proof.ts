import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { now, requireStaff, type Context } from "@/lib/context";
import { hashToken } from "@/lib/crypto/hash";
import { open } from "@/lib/crypto/open";
import { applicationProofs, applications, firms, people } from "@/lib/db/schema";
import type { ProofOutcome } from "@/lib/db/schema/applications";
import { recordEvent } from "@/lib/events/record-event";
import { loadDraft, loadScopeSet } from "@/lib/integrations/queries";
import type { ScopeLine } from "@/lib/integrations/rules";
import { letterhead } from "@/lib/mail/letterhead";
import { queueMail } from "@/lib/mail/queue-mail";
import { stepUnlockedMail } from "@/lib/mail/templates/progress-mails";
import { clioProvider } from "@/lib/providers/clio/clio-provider";
import type { TokenSet } from "@/lib/providers/provider";
import type { Queryable } from "@/lib/db/client";
import { requireNotQuarantined } from "@/lib/settings/quarantine";
import { resources, type Resource, type ScopeResult } from "@/lib/vocabulary";
import { redirectUri } from "./addresses";
import { openKeys, type ApplicationRow } from "./keys";
import { proofVerifierOwner } from "./start-proof";
import { requireAgencyApplication } from "./store-agency-keys";

type ProofRow = typeof applicationProofs.$inferSelect;
type Results = Partial<Record<Resource, ScopeResult>>;
type Ending = {
  outcome: ProofOutcome;
  detail: string | null;
  results?: Results;
  /** Every box of the current version works, whatever a draft needs besides. */
  isVerified?: boolean;
};

/**
 * Takes the return of a proof: claims it once, sends the code once, tries every box, those of a draft,
 * too, and ends the token at Clio again. When every current box works the application is verified: it serves the firms of its
 * integration and region from now on, and those that waited are told. Null when the return is not one
 * of this person's and browser's.
 */
export async function completeProof(
  ctx: Context,
  input: { parameters: URLSearchParams; browserToken: string | null; nextStepTitle: string },
): Promise<{ applicationId: string } | null> {
  const { personId } = requireStaff(ctx, "operator");
  const { parameters, browserToken } = input;
  await requireNotQuarantined(ctx);
  const [state, ...more] = parameters.getAll("state");
  const isRepeated = ["code", "error", "iss"].some((name) => parameters.getAll(name).length > 1);
  if (!state || more.length > 0 || isRepeated || !browserToken) return null;
  const mine = and(
    eq(applicationProofs.stateHash, hashToken(state)),
    eq(applicationProofs.browserHash, hashToken(browserToken)),
    eq(applicationProofs.personId, personId),
  );
  const [claimed] = await ctx.db.query((db) =>
    db
      .update(applicationProofs)
      .set({ consumedAt: sql`now()` })
      .where(
        and(
          mine,
          isNull(applicationProofs.consumedAt),
          gt(applicationProofs.expiresAt, sql`now()`),
        ),
      )
      .returning(),
  );
  if (!claimed) {
    const [handled] = await ctx.db.query((db) => db.select().from(applicationProofs).where(mine));
    return handled ? { applicationId: handled.applicationId } : null;
  }
  const application = await requireAgencyApplication(ctx, claimed.applicationId);
  const ending = await prove(ctx, claimed, application, parameters, state);
  await end(ctx, claimed, application, ending, input.nextStepTitle);
  return { applicationId: application.id };
}

async function prove(
  ctx: Context,
  proof: ProofRow,
  application: ApplicationRow,
  parameters: URLSearchParams,
  state: string,
): Promise<Ending> {
  const provider = clioProvider(ctx.env);
  const { region, integrationId } = application;
  if (!region || !integrationId) return { outcome: "failed", detail: "no region" };
  const answer = provider.readCallback({ region, parameters, state });
  if (answer.kind === "declined") return { outcome: "declined", detail: null };
  if (answer.kind !== "code") return { outcome: "failed", detail: answer.code };
  const exchanged = await provider.exchangeCode({
    region,
    keys: openKeys(ctx, application),
    redirectUri: redirectUri(ctx.env),
    code: answer.code,
    codeVerifier: proof.verifierSealed
      ? open(ctx.ring, proofVerifierOwner(proof.id), proof.verifierSealed).reveal()
      : null,
  });
  if (!exchanged.ok) {
    const outcome = exchanged.code === "invalid_client" ? "keys_refused" : "failed";
    return { outcome, detail: exchanged.code };
  }
  const { scopes: current } = await loadScopeSet(ctx, integrationId);
  const draft = await ctx.db.query((db) => loadDraft(db, integrationId));
  const needed = [...current, ...(draft?.scopes ?? [])];
  try {
    return await tryBoxes(ctx, region, exchanged.tokens, { current, needed });
  } finally {
    const revoked = await provider.revoke({ region, accessToken: exchanged.tokens.accessToken });
    if (!revoked.ok) ctx.log.warn({ code: revoked.code }, "a proof's token could not be ended");
  }
}

/** Tries every box that Clio has: what is not needed and works all the same is told to staff. */
async function tryBoxes(
  ctx: Context,
  region: NonNullable<ApplicationRow["region"]>,
  { accessToken }: TokenSet,
  lines: { current: ScopeLine[]; needed: ScopeLine[] },
): Promise<Ending> {
  const needed = resourcesOf(lines.needed);
  // Writing cannot be tried: that it was asked for is all that can be noted.
  const written = resourcesOf(lines.needed.filter(({ access }) => access === "write"));
  const results: Results = {};
  let detail: string | null = null;
  await Promise.all(
    resources.map(async (resource) => {
      const answer = await clioProvider(ctx.env).probe({ region, accessToken, resource });
      if (answer.ok) results[resource] = written.has(resource) ? "read_works" : "works";
      else if (!needed.has(resource)) return;
      else if (answer.kind === "refused") results[resource] = "missing_in_application";
      else detail = answer.kind === "failed" ? answer.failure.code : answer.kind;
    }),
  );
  const works = (resource: Resource) =>
    results[resource] === "works" || results[resource] === "read_works";
  const isVerified = [...resourcesOf(lines.current)].every(works);
  if ([...needed].every(works)) return { outcome: "proven", detail, results, isVerified };
  const isMissing = Object.values(results).includes("missing_in_application");
  return { outcome: isMissing ? "missing" : "failed", detail, results, isVerified };
}

function resourcesOf(lines: ScopeLine[]): Set<Resource> {
  return new Set(lines.map(({ resource }) => resource));
}

async function end(
  ctx: Context,
  proof: ProofRow,
  application: ApplicationRow,
  { outcome, detail, results, isVerified }: Ending,
  nextStepTitle: string,
): Promise<void> {
  const at = await now(ctx);
  const data = { application: application.id, outcome };
  await ctx.db.transaction(async (tx) => {
    await tx
      .update(applicationProofs)
      .set({ outcome, outcomeAt: at, detail, results, verifierSealed: null })
      .where(eq(applicationProofs.id, proof.id));
    await recordEvent(tx, ctx, { kind: "agency_application.proof_ended", firmId: null, data });
    // Grants of firms are measured by the first proof: another one must not make them older than it.
    if (!isVerified || application.verifiedAt) return;
    const verified = await tx
      .update(applications)
      .set({ verifiedAt: at })
      .where(and(eq(applications.id, application.id), isSamePair(application)))
      .returning({ id: applications.id });
    // Other keys were stored meanwhile: they have to be proven themselves.
    if (verified.length === 0) return;
    await recordEvent(tx, ctx, { kind: "agency_application.verified", firmId: null, data });
    await tellWaiting(tx, ctx, application, nextStepTitle);
  });
}

function isSamePair({ clientIdDigest }: ApplicationRow) {
  return clientIdDigest === null
    ? isNull(applications.clientIdDigest)
    : eq(applications.clientIdDigest, clientIdDigest);
}

async function tellWaiting(
  tx: Queryable,
  ctx: Context,
  application: ApplicationRow,
  stepTitle: string,
): Promise<void> {
  const { integrationId, region } = application;
  if (!integrationId || !region) return;
  const waiting = await tx
    .select({ firmId: firms.id, person: { id: people.id, email: people.email } })
    .from(firms)
    .innerJoin(people, eq(people.id, firms.mainContactId))
    .where(
      and(
        eq(firms.route, "agency"),
        eq(firms.integrationId, integrationId),
        eq(firms.region, region),
        // Who has not begun finds it done, and needs no mail.
        sql`${firms.planAnswer} is not null`,
      ),
    );
  for (const { firmId, person } of waiting) {
    await queueMail(tx, ctx, {
      kind: "step_unlocked",
      firmId,
      person,
      causeKey: `agency_application:${application.id}:${firmId}`,
      letter: stepUnlockedMail({ ...(await letterhead(tx, ctx, firmId)), stepTitle }),
    });
  }
}
