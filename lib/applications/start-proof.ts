import { now, requireStaff, type Context } from "@/lib/context";
import { hashToken, randomToken } from "@/lib/crypto/hash";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { seal, type SealOwner } from "@/lib/crypto/seal";
import { applicationProofs } from "@/lib/db/schema";
import { sealOwner } from "@/lib/db/sealed-columns";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { newId } from "@/lib/ids";
import { clioProvider } from "@/lib/providers/clio/clio-provider";
import { requireNotQuarantined } from "@/lib/settings/quarantine";
import { redirectUri } from "./addresses";
import { openKeys } from "./keys";
import { requireAgencyApplication } from "./store-agency-keys";

const PROOF_LIFE_MS = 60 * 60_000;

/** The verifier of a proof is sealed for its row. */
export const proofVerifierOwner = (id: string): SealOwner =>
  sealOwner("application_proofs.verifier_sealed", { id, firmId: null });

/**
 * Staff set out to authorize an application of the agency's with a test account, to prove its boxes
 * before any firm meets it. Bound to the browser like a firm's attempt. Returns where to go.
 *
 * Throws `conflict` when no keys are stored.
 */
export async function startProof(
  ctx: Context,
  input: { applicationId: string; browserToken: string },
): Promise<{ location: string }> {
  const { personId } = requireStaff(ctx, "operator");
  requireRightKeys(ctx.ring);
  await requireNotQuarantined(ctx);
  const row = await requireAgencyApplication(ctx, input.applicationId);
  const { region } = row;
  const keys = openKeys(ctx, row);
  if (!region) throw new AppError({ code: "internal", message: `${row.id} has no region` });
  const at = await now(ctx);
  const id = newId("proof");
  const state = randomToken();
  const verifier = ctx.env.CLIO_PKCE === "on" ? randomToken() : null;
  await ctx.db.transaction(async (tx) => {
    await tx.insert(applicationProofs).values({
      id,
      applicationId: row.id,
      personId,
      stateHash: hashToken(state),
      browserHash: hashToken(input.browserToken),
      verifierSealed: verifier && seal(ctx.ring, proofVerifierOwner(id), verifier),
      createdAt: at,
      expiresAt: new Date(at.getTime() + PROOF_LIFE_MS),
    });
    await recordEvent(tx, ctx, {
      kind: "agency_application.proof_started",
      firmId: null,
      data: { application: row.id, proof: id },
    });
  });
  const location = clioProvider(ctx.env).authorizationUrl({
    region,
    clientId: keys.clientId,
    redirectUri: redirectUri(ctx.env),
    state,
    codeChallenge: verifier && hashToken(verifier),
  });
  return { location };
}
