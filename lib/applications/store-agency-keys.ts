import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { now, requireStaff, type Context } from "@/lib/context";
import { randomToken } from "@/lib/crypto/hash";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import type { Queryable } from "@/lib/db/client";
import { applications } from "@/lib/db/schema";
import { AppError, invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { newId } from "@/lib/ids";
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
 * Stores the pair of keys of an application of the agency's, once Clio accepted it; a new secret of the
 * same client ID needs no new proof. Another client ID than a proven application's is another
 * application: it gets a row of its own and has to be proven, while trips that are under way, and firms
 * that are connected, go on with the one before. For staff with role operator. Returns the id of the
 * application that has the keys now.
 *
 * Throws `invalid_input` with a message per field, `conflict` when somebody else stored keys meanwhile,
 * and `unavailable` when Clio does not answer: staff can wait, and firms must not meet keys that nobody
 * checked.
 */
export async function storeAgencyKeys(
  ctx: Context,
  input: z.infer<typeof agencyKeysInput> & { applicationId: string },
): Promise<string> {
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
  return ctx.db.transaction(async (tx) => {
    const { keys } = said;
    const isSame = clientIdDigests(ctx, region, keys.clientId).includes(row.clientIdDigest ?? "");
    await requireUnchanged(tx, row);
    const target = !isSame && row.verifiedAt ? await newRow(tx, ctx, row) : row;
    await tx
      .update(applications)
      .set({
        ...sealKeys(ctx, target, keys),
        clientId: keys.clientId,
        clientIdEnd: endOf(keys.clientId),
        clientIdDigest: clientIdDigest(ctx, region, keys.clientId),
        keysStoredAt: at,
        keysStoredBy: personId,
        keyCheck: "accepted",
        keyCheckedAt: at,
        keyAcceptedAt: at,
      })
      .where(eq(applications.id, target.id));
    if (row.keyCheck === "refused" && target.id === row.id) {
      await renewSoon(tx, { applicationId: row.id, at });
    }
    await recordEvent(tx, ctx, {
      kind: "agency_application.stored",
      firmId: null,
      data: { application: target.id, clientIdEnd: endOf(keys.clientId), region },
    });
    return target.id;
  });
}

/** Clio was asked meanwhile: somebody else may have stored other keys, or a proof may have ended. */
async function requireUnchanged(tx: Queryable, read: ApplicationRow): Promise<void> {
  const [row] = await tx
    .select()
    .from(applications)
    .where(eq(applications.id, read.id))
    .for("update");
  const isSame =
    row?.clientSecretSealed === read.clientSecretSealed &&
    row.verifiedAt?.getTime() === read.verifiedAt?.getTime();
  if (isSame) return;
  throw new AppError({
    code: "conflict",
    message: `application ${read.id} has changed since it was read`,
    human: "Somebody stored keys here, or proved them, at the same time. Please look again first.",
  });
}

/**
 * A grant belongs to its application for life, and a trip to the one that it began with: under another
 * client ID neither could go on.
 */
async function newRow(
  tx: Queryable,
  ctx: Context,
  { integrationId, name, region }: ApplicationRow,
): Promise<Pick<ApplicationRow, "id" | "firmId">> {
  const id = newId("application");
  await tx
    .insert(applications)
    .values({ id, integrationId, name, region, deauthorizationKey: randomToken(24) });
  await recordEvent(tx, ctx, {
    kind: "agency_application.created",
    firmId: null,
    data: { application: id, integration: integrationId, region },
  });
  return { id, firmId: null };
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
