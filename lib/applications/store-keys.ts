import { and, eq, inArray, ne, sql } from "drizzle-orm";
import { now, requireFirm, type Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { beyondFirm, type Queryable } from "@/lib/db/client";
import { applications, firms, grants } from "@/lib/db/schema";
import { AppError, invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { endHandOvers } from "@/lib/identity/end-links";
import { requireCode } from "@/lib/identity/mailed-code";
import { Secret } from "@/lib/logger";
import { letterhead } from "@/lib/mail/letterhead";
import { queueForMembers } from "@/lib/mail/queue-for-all";
import { tellStaff } from "@/lib/mail/tell-staff";
import { keysReceivedMail } from "@/lib/mail/templates/security-mails";
import type { ApplicationKeys } from "@/lib/providers/provider";
import type { KeyCheck, Region } from "@/lib/vocabulary";
import { askClioAboutKeys, type ClioSaid } from "./ask-clio";
import { createDraftApplication } from "./create-draft-application";
import {
  clientIdDigest,
  clientIdDigests,
  isRefusedPair,
  pairDigest,
  sealKeys,
  type ApplicationRow,
} from "./keys";
import { requireCurrentApplication } from "./queries";
import { renewSoon } from "./renew-soon";
import { endOf, keysProblems, trimPasted } from "./rules";
import type { KeysForm } from "./schema";

export type StoredKeys = {
  keyCheck: "accepted" | "unknown";
  wereSwapped: boolean;
  /** The keys belong to another region than the firm's: the firm is asked whether to switch. */
  otherRegion: Region | null;
  /** Staff look at the keys before they are used. */
  isUnderReview: boolean;
};

/**
 * Stores the pair of keys that the firm pasted, sealed, after asking Clio at once with a throw-away
 * code. A pair that Clio refuses is not stored and leaves an accepted one untouched; a pair that
 * cannot be checked is stored as "cannot be checked yet", and connecting will prove it, unless it
 * would take the place of one in use.
 *
 * Throws `invalid_input` with a message per field, `rate_limited` as `askClioAboutKeys` does,
 * `forbidden` when keys would be replaced without a mailed code (H-3), `unavailable` when keys in use
 * cannot be verified, and `conflict` when somebody else of the firm sent keys at the same moment.
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
  if (row.keysStoredAt && row.keyCheck !== "refused") await requireCode(ctx);
  // The same refused pair is not sent to Clio twice: nobody can use the check to try out keys.
  if (isRefusedPair(ctx, row, region, given)) throw refusedKeys();

  const said = await askClioAboutKeys(ctx, { owner: firmId, region, keys: given });
  const otherRegion = said.region === region ? null : said.region;
  if (said.answer === "refused" && !otherRegion) {
    await noteRefusal(ctx, row, region, given);
    throw refusedKeys();
  }
  const isAccepted = said.answer === "accepted" || otherRegion !== null;
  const at = await now(ctx);
  const isUnderReview = await ctx.db.transaction(async (tx) => {
    await requireUnchanged(tx, row);
    const target = await chooseRow(tx, ctx, row, { ...said, firmName: firm.name, isAccepted });
    const isElsewhere = await isAtAnotherFirm(tx, ctx, firmId, said);
    await tx
      .update(applications)
      .set({
        ...sealKeys(ctx, target, said.keys),
        region: said.region,
        clientId: isAccepted ? said.keys.clientId : null,
        clientIdEnd: endOf(said.keys.clientId),
        clientIdDigest: clientIdDigest(ctx, said.region, said.keys.clientId),
        keysStoredAt: at,
        keysStoredBy: personId,
        keyCheck: (isAccepted ? "accepted" : said.answer) satisfies KeyCheck,
        keyCheckedAt: at,
        keyAcceptedAt: isAccepted ? at : null,
        reviewNeededAt: isElsewhere ? at : null,
        reviewedAt: null,
        reviewedBy: null,
      })
      .where(eq(applications.id, target.id));
    if (row.keyCheck === "refused" && target.id === row.id) {
      await renewSoon(tx, { applicationId: row.id, at });
    }
    const isRegionAsked = firm.region !== null && otherRegion !== null;
    if (!isRegionAsked && firm.region !== said.region) {
      const chosen = { region: said.region, regionSetBy: "firm" } as const;
      await tx.update(firms).set(chosen).where(eq(firms.id, firmId));
      const data = { region: said.region };
      await recordEvent(tx, ctx, { kind: "region.chosen", firmId, data });
    }
    await endHandOvers(tx, { firmId, step: "credentials", at });
    const isReplacement = row.keysStoredAt !== null;
    const stored = { applicationId: target.id, said, isReplacement, isElsewhere };
    await record(tx, ctx, { firmId, ...stored, at });
    return isElsewhere;
  });
  const asked = firm.region === null ? null : otherRegion;
  const { wereSwapped } = said;
  return {
    keyCheck: isAccepted ? "accepted" : "unknown",
    wereSwapped,
    otherRegion: asked,
    isUnderReview,
  };
}

/** The history's lines and the mails of stored keys: members are told, and staff of a doubt. */
async function record(
  tx: Queryable,
  ctx: Context,
  input: {
    firmId: string;
    applicationId: string;
    said: ClioSaid;
    isReplacement: boolean;
    isElsewhere: boolean;
    at: Date;
  },
): Promise<void> {
  const { firmId, applicationId, said, isElsewhere, at } = input;
  const clientIdEnd = endOf(said.keys.clientId);
  const data = { application: applicationId, clientIdEnd, region: said.region };
  await recordEvent(tx, ctx, { kind: "keys.stored", firmId, data });
  const { answer, wereSwapped } = said;
  await recordEvent(tx, ctx, {
    kind: "keys.checked",
    firmId,
    data: { ...data, answer, wereSwapped },
  });
  await queueForMembers(tx, ctx, {
    kind: "keys_received",
    firmId,
    causeKey: `keys_received:${firmId}:${at.getTime()}`,
    letter: keysReceivedMail({
      ...(await letterhead(tx, ctx, firmId)),
      clientIdEnd,
      isReplacement: input.isReplacement,
    }),
  });
  if (!isElsewhere) return;
  await recordEvent(tx, ctx, { kind: "keys.client_id_elsewhere", firmId, data });
  await tellStaff(tx, ctx, {
    firmId,
    causeKey: `client_id:${applicationId}:${at.getTime()}`,
    subject: "the same client ID is at another firm",
    sentence:
      "This firm sent a client ID that another firm uses, too. The keys are stored and wait until you have looked at them.",
  });
}

/**
 * Clio was asked meanwhile: keys that somebody else of the firm has stored since are replaced by nobody
 * who was not asked for a code, and by no answer of Clio's about what was there before. Throws
 * `conflict`.
 */
async function requireUnchanged(tx: Queryable, read: ApplicationRow): Promise<void> {
  await tx
    .select({ id: firms.id })
    .from(firms)
    .where(eq(firms.id, read.firmId ?? ""))
    .for("update");
  const row = await requireCurrentApplication(tx, read.firmId ?? "");
  // Not by what is sealed: that changes by itself while keys are rotated.
  const isSame = row.keysStoredAt?.getTime() === read.keysStoredAt?.getTime();
  if (row.id === read.id && isSame) return;
  throw new AppError({
    code: "conflict",
    message: `the keys of application ${read.id} have changed since they were read`,
    human:
      "Somebody of your firm sent keys at the same time. Please look at this page again before you send yours.",
  });
}

/**
 * Whether another firm, or the agency itself, has stored the same client ID in that region (OC-36).
 * Until the transaction ends nobody else stores it: two firms that send it at the same moment would
 * each not see the other.
 */
async function isAtAnotherFirm(
  tx: Queryable,
  ctx: Context,
  firmId: string,
  { region, keys }: ClioSaid,
): Promise<boolean> {
  // Two processes may be at different steps of a rotation: they have a key, and so a lock, in common.
  const idDigests = clientIdDigests(ctx, region, keys.clientId).toSorted();
  for (const one of idDigests) {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`client:${one}`}, 0))`);
  }
  const same = await beyondFirm(tx, "whether another firm has the same client ID", (all) =>
    all
      .select({ firmId: applications.firmId })
      .from(applications)
      .where(inArray(applications.clientIdDigest, idDigests)),
  );
  return same.some((one) => one.firmId !== firmId);
}

/** Other keys make a new row while a grant lives on the old one: it goes on with its own application. */
async function chooseRow(
  tx: Queryable,
  ctx: Context,
  row: ApplicationRow,
  input: ClioSaid & { firmName: string; isAccepted: boolean },
): Promise<Pick<ApplicationRow, "id" | "firmId">> {
  const { region, keys, firmName, isAccepted } = input;
  const [grant] = await tx
    .select({ id: grants.id })
    .from(grants)
    .where(and(eq(grants.applicationId, row.id), ne(grants.state, "retired")))
    .limit(1);
  const isSame = clientIdDigests(ctx, region, keys.clientId).includes(row.clientIdDigest ?? "");
  if (isSame && grant && !isAccepted) {
    throw new AppError({
      code: "unavailable",
      message: `keys in use of application ${row.id} cannot be verified`,
      human:
        "Clio does not answer, so we cannot check the new keys. Your present keys stay in use. Please try again later.",
    });
  }
  if (isSame || !grant || !row.firmId) return row;
  const { firmId } = row;
  const id = await createDraftApplication(tx, ctx, { firmId, firmName, region });
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

export function refusedKeys(): AppError {
  return invalidInput(
    {
      client_id: "Compare this with the App Key on your application’s page in Clio.",
      client_secret: "Copy the App Secret again. We did not keep the one you sent.",
    },
    "Clio does not recognise this pair. Check that both values come from the same application, that the region is right, and that the redirect URI saved in Clio is exactly the one we gave you.",
  );
}
