import { and, eq, isNull, ne } from "drizzle-orm";
import type { z } from "zod";
import { now, requireStaff, type Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import type { Queryable } from "@/lib/db/client";
import { applications, grants } from "@/lib/db/schema";
import { AppError, invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { Secret } from "@/lib/logger";
import type { ApplicationKeys } from "@/lib/providers/provider";
import { regionHosts } from "@/lib/vocabulary";
import { askClioAboutKeys } from "./ask-clio";
import { clientIdDigest, clientIdDigests, sealKeys, type ApplicationRow } from "./keys";
import { renewSoon } from "./renew-soon";
import { endOf, keysProblems, trimPasted } from "./rules";
import { keysInput } from "./schema";
import { refusedKeys } from "./store-keys";

/** POST /api/staff/applications/[id]/keys. */
export const agencyKeysInput = keysInput.omit({ region: true });

/**
 * Stores the pair of keys of an application of the agency's, once Clio accepted it. Other keys than
 * before have to be proven again; a new secret of the same client ID has not. For staff with role
 * operator. Throws `invalid_input` with a message per field, also for another client ID while firms are
 * connected through this one, and `unavailable` when Clio does not answer: staff can wait, and firms
 * must not meet keys that nobody checked.
 */
export async function storeAgencyKeys(
  ctx: Context,
  input: z.infer<typeof agencyKeysInput> & { applicationId: string },
): Promise<void> {
  const { personId } = requireStaff(ctx, "operator");
  requireRightKeys(ctx.ring);
  const clientId = trimPasted(input.client_id);
  const clientSecret = trimPasted(input.client_secret);
  const problems = keysProblems({ clientId, clientSecret });
  if (Object.keys(problems).length > 0) throw invalidInput(problems);
  const row = await requireAgencyApplication(ctx, input.applicationId);
  const { region } = row;
  if (!region) throw new AppError({ code: "internal", message: `${row.id} has no region` });
  const given: ApplicationKeys = { clientId, clientSecret: new Secret(clientSecret) };
  const said = await askClioAboutKeys(ctx, { owner: row.id, region, keys: given });
  if (said.region !== region) {
    throw invalidInput({
      client_id: `These keys belong to ${regionHosts[said.region]}. This application is for ${regionHosts[region]}.`,
    });
  }
  if (said.answer === "refused") throw refusedKeys();
  if (said.answer === "unknown") {
    throw new AppError({
      code: "unavailable",
      message: `the keys of ${row.id} could not be checked`,
      human: "Clio does not answer, so the keys cannot be checked. Please try again later.",
    });
  }
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const { keys } = said;
    const isSame = clientIdDigests(ctx, region, keys.clientId).includes(row.clientIdDigest ?? "");
    if (!isSame) await requireUnused(tx, row.id);
    await tx
      .update(applications)
      .set({
        ...sealKeys(ctx, row, keys),
        clientId: keys.clientId,
        clientIdEnd: endOf(keys.clientId),
        clientIdDigest: clientIdDigest(ctx, region, keys.clientId),
        keysStoredAt: at,
        keysStoredBy: personId,
        keyCheck: "accepted",
        keyCheckedAt: at,
        keyAcceptedAt: at,
        ...(!isSame && { verifiedAt: null }),
      })
      .where(eq(applications.id, row.id));
    if (row.keyCheck === "refused") await renewSoon(tx, { applicationId: row.id, at });
    await recordEvent(tx, ctx, {
      kind: "agency_application.stored",
      firmId: null,
      data: { application: row.id, clientIdEnd: endOf(keys.clientId), region },
    });
  });
}

/** A grant belongs to its application for life: under another client ID it could not be renewed. */
async function requireUnused(tx: Queryable, applicationId: string): Promise<void> {
  const [grant] = await tx
    .select({ id: grants.id })
    .from(grants)
    .where(and(eq(grants.applicationId, applicationId), ne(grants.state, "retired")))
    .limit(1);
  if (!grant) return;
  throw invalidInput({
    client_id:
      "Firms are connected through this application, so only its secret can change. For another one, register a new application here.",
  });
}

/** An application of the agency's own. Throws `not_found` for a firm's, as for none. */
export async function requireAgencyApplication(ctx: Context, id: string): Promise<ApplicationRow> {
  const [row] = await ctx.db.query((db) =>
    db
      .select()
      .from(applications)
      .where(and(eq(applications.id, id), isNull(applications.firmId))),
  );
  if (!row) throw new AppError({ code: "not_found", message: `no agency application ${id}` });
  return row;
}
