import { and, eq, ne } from "drizzle-orm";
import { now, requireFirm, type Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import type { Queryable } from "@/lib/db/client";
import { applications, firmMembers, firms, grants, people } from "@/lib/db/schema";
import { AppError, invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { consumeRateLimit } from "@/lib/identity/rate-limit";
import { Secret } from "@/lib/logger";
import { deliverAfterCommit } from "@/lib/mail/deliver-after-commit";
import { queueMail } from "@/lib/mail/queue-mail";
import { keysReceivedMail } from "@/lib/mail/templates";
import { clioProvider } from "@/lib/providers/clio/clio-provider";
import type { ApplicationKeys, KeyCheckAnswer } from "@/lib/providers/provider";
import type { Region } from "@/lib/vocabulary";
import { redirectUri } from "./addresses";
import { clientIdDigest, pairDigest, sealKeys, type ApplicationRow } from "./keys";
import { createDraftApplication } from "./create-draft-application";
import { requireCurrentApplication } from "./queries";
import { endOf, keysProblems, trimPasted } from "./rules";
import type { KeysForm } from "./schema";

const CHECKS_PER_FIRM_AND_HOUR = 10;
const CHECKS_PER_HOUR = 60;
const HOUR_SECONDS = 3600;

export type StoredKeys = { keyCheck: "accepted" | "unknown"; wereSwapped: boolean };

/**
 * Stores the pair of keys that the firm pasted, sealed, after asking Clio at once with a throw-away
 * code. A pair that Clio refuses is not stored and leaves an accepted one untouched; a pair that
 * cannot be checked is stored as "cannot be checked yet", and connecting will prove it.
 *
 * Throws `invalid_input` with a message per field, `rate_limited` after 10 checks an hour for a firm
 * or 60 in all, and the errors of the database.
 */
export async function storeKeys(ctx: Context, input: KeysForm): Promise<StoredKeys> {
  const { firmId, personId } = requireFirm(ctx);
  requireRightKeys(ctx.ring);
  const { region } = input;
  const clientId = trimPasted(input.client_id);
  const clientSecret = trimPasted(input.client_secret);
  const problems = keysProblems({ clientId, clientSecret });
  if (Object.keys(problems).length > 0) throw invalidInput(problems);

  const given: ApplicationKeys = { clientId, clientSecret: new Secret(clientSecret) };
  const { firm, row } = await ctx.db.query(async (db) => {
    const [firm] = await db.select().from(firms).where(eq(firms.id, firmId));
    if (!firm) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
    return { firm, row: await requireCurrentApplication(db, firmId) };
  });
  if (firm.regionSetBy === "staff" && firm.region !== region) {
    throw invalidInput({ region: "Your region was set by us. If it is wrong, please tell us." });
  }
  // The same refused pair is not sent to Clio twice: nobody can use the check to try out keys.
  if (row.refusedPairDigest === pairDigest(ctx, region, given)) {
    throw refusedKeys();
  }
  const { answer, keys, wereSwapped } = await askClio(ctx, firmId, region, given);
  if (answer === "refused") {
    await noteRefusal(ctx, row, region, given);
    throw refusedKeys();
  }
  const at = await now(ctx);
  const mailIds = await ctx.db.transaction(async (tx) => {
    const target = await chooseRow(tx, ctx, row, { region, keys, firmName: firm.name });
    await tx
      .update(applications)
      .set({
        ...sealKeys(ctx, target, keys),
        region,
        clientId: answer === "accepted" ? keys.clientId : null,
        clientIdEnd: endOf(keys.clientId),
        clientIdDigest: clientIdDigest(ctx, region, keys.clientId),
        keysStoredAt: at,
        keysStoredBy: personId,
        keyCheck: answer,
        keyCheckedAt: at,
        keyAcceptedAt: answer === "accepted" ? at : null,
      })
      .where(eq(applications.id, target.id));
    if (firm.region !== region) {
      await tx.update(firms).set({ region, regionSetBy: "firm" }).where(eq(firms.id, firmId));
    }
    const data = { application: target.id, clientIdEnd: endOf(keys.clientId), region };
    await recordEvent(tx, ctx, { kind: "keys.stored", firmId, data });
    await recordEvent(tx, ctx, {
      kind: "keys.checked",
      firmId,
      data: { ...data, answer, wereSwapped },
    });
    return queueKeysMails(tx, ctx, {
      firmId,
      firmName: firm.name,
      at,
      clientIdEnd: endOf(keys.clientId),
    });
  });
  deliverAfterCommit(ctx, mailIds);
  return { keyCheck: answer, wereSwapped };
}

/** Asks Clio about the pair and, when it is refused, once about the pair the other way round. */
async function askClio(
  ctx: Context,
  firmId: string,
  region: Region,
  given: ApplicationKeys,
): Promise<{ answer: KeyCheckAnswer; keys: ApplicationKeys; wereSwapped: boolean }> {
  await consumeRateLimit(ctx, {
    key: `keys:${firmId}`,
    limit: CHECKS_PER_FIRM_AND_HOUR,
    windowSeconds: HOUR_SECONDS,
  });
  await consumeRateLimit(ctx, { key: "keys", limit: CHECKS_PER_HOUR, windowSeconds: HOUR_SECONDS });
  const provider = clioProvider(ctx.env);
  const check = (keys: ApplicationKeys) =>
    provider.checkKeys({ region, keys, redirectUri: redirectUri(ctx.env) });
  const answer = await check(given);
  if (answer !== "refused") return { answer, keys: given, wereSwapped: false };
  const swapped = {
    clientId: given.clientSecret.reveal(),
    clientSecret: new Secret(given.clientId),
  };
  const canBeSwapped =
    Object.keys(
      keysProblems({ clientId: swapped.clientId, clientSecret: swapped.clientSecret.reveal() }),
    ).length === 0;
  if (canBeSwapped && (await check(swapped)) === "accepted") {
    return { answer: "accepted", keys: swapped, wereSwapped: true };
  }
  return { answer, keys: given, wereSwapped: false };
}

/** Other keys make a new row while a grant lives on the old one: it goes on with its own application. */
async function chooseRow(
  tx: Queryable,
  ctx: Context,
  row: ApplicationRow,
  input: { region: Region; keys: ApplicationKeys; firmName: string },
): Promise<Pick<ApplicationRow, "id" | "firmId">> {
  const isSame = row.clientIdDigest === clientIdDigest(ctx, input.region, input.keys.clientId);
  if (isSame || !row.firmId) return row;
  const [grant] = await tx
    .select({ id: grants.id })
    .from(grants)
    .where(and(eq(grants.applicationId, row.id), ne(grants.state, "retired")))
    .limit(1);
  if (!grant) return row;
  const { firmId } = row;
  const id = await createDraftApplication(tx, ctx, {
    firmId,
    firmName: input.firmName,
    region: input.region,
  });
  // Clio's form of the other application was filled from the same copy block.
  await tx
    .update(applications)
    .set({ registeredAt: row.registeredAt, registeredBy: row.registeredBy })
    .where(eq(applications.id, id));
  return { id, firmId };
}

/** Remembers the refusal; keys that are stored, and what Clio said of them, stay as they are. */
async function noteRefusal(
  ctx: Context,
  row: ApplicationRow,
  region: Region,
  keys: ApplicationKeys,
) {
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const refusedPairDigest = pairDigest(ctx, region, keys);
    await tx
      .update(applications)
      .set(
        row.keysStoredAt
          ? { refusedPairDigest }
          : { refusedPairDigest, keyCheck: "refused", keyCheckedAt: at },
      )
      .where(eq(applications.id, row.id));
    const data = {
      application: row.id,
      clientIdEnd: endOf(keys.clientId),
      region,
      answer: "refused",
    };
    await recordEvent(tx, ctx, { kind: "keys.checked", firmId: row.firmId, data });
  });
}

function refusedKeys(): AppError {
  return invalidInput(
    {
      client_id: "Compare this with the App Key on your application’s page in Clio.",
      client_secret: "Copy the App Secret again. We did not keep the one you sent.",
    },
    "Clio does not recognise this pair. Check that both values come from the same application, that the region is right, and that the redirect URI saved in Clio is exactly the one we gave you.",
  );
}

/** Keys were sent or replaced: every member of the firm is told. */
async function queueKeysMails(
  tx: Queryable,
  ctx: Context,
  input: { firmId: string; firmName: string; at: Date; clientIdEnd: string },
): Promise<string[]> {
  const members = await tx
    .select({ id: people.id, name: people.name, email: people.email })
    .from(firmMembers)
    .innerJoin(people, eq(people.id, firmMembers.personId))
    .where(eq(firmMembers.firmId, input.firmId));
  const ids: string[] = [];
  for (const person of members) {
    const id = await queueMail(tx, ctx, {
      kind: "keys_received",
      firmId: input.firmId,
      person,
      causeKey: `keys_received:${input.firmId}:${input.at.getTime()}:${person.id}`,
      content: keysReceivedMail({
        portalUrl: ctx.env.PORTAL_URL,
        agencyName: ctx.env.AGENCY_NAME,
        firmName: input.firmName,
        clientIdEnd: input.clientIdEnd,
      }),
    });
    if (id) ids.push(id);
  }
  return ids;
}
