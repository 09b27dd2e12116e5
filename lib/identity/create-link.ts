import { and, eq, isNull } from "drizzle-orm";
import { personOf, type Context } from "@/lib/context";
import { hashToken, randomToken } from "@/lib/crypto/hash";
import type { Queryable } from "@/lib/db/client";
import { links, sessions } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { requireOpenFirm } from "./require-open-firm";
import { newId } from "@/lib/ids";
import type { HandOverStep, LinkPurpose } from "@/lib/vocabulary";
import { linkLifeSeconds, linkPrefixes } from "./rules";

/**
 * Makes a link: 256 random bits, of which only the hash is kept. A newer link of the same purpose,
 * person and firm takes the place of the older one, whose sessions end; a sign-in link that was used
 * is spent, and who signed in by it stays, or anybody could sign a person out by asking for a link.
 * Returns the token, which is to be had only now. Throws `conflict` for a closed firm.
 */
export async function createLink(
  tx: Queryable,
  ctx: Context,
  input: {
    purpose: LinkPurpose;
    personId: string;
    firmId: string | null;
    /** Of a handed-over step: the link is for this step alone. */
    step?: HandOverStep;
    /** Staff carry it to the person themselves; its sessions are marked (H-8). */
    copied?: boolean;
    /** Hash of the cookie of the browser that asked for a sign-in link. */
    browserHash?: string;
    /** Where it is not as long as links of its purpose: of staff’s invitations. */
    lifeSeconds?: number;
    /** Read with `now(ctx)` before the transaction. */
    at: Date;
  },
): Promise<{ linkId: string; token: string }> {
  const { purpose, personId, firmId, at } = input;
  if (firmId !== null) await requireOpenFirm(tx, firmId);
  const token = linkPrefixes[purpose] + randomToken();
  const linkId = newId("link");
  const older = await tx
    .update(links)
    .set({ revokedAt: at })
    .where(
      and(
        eq(links.purpose, purpose),
        eq(links.personId, personId),
        input.step ? eq(links.step, input.step) : undefined,
        firmId === null ? isNull(links.firmId) : eq(links.firmId, firmId),
        isNull(links.revokedAt),
        isNull(links.spentAt),
      ),
    )
    .returning({ id: links.id });
  for (const { id } of older) {
    await tx
      .update(sessions)
      .set({ endedAt: at })
      .where(and(eq(sessions.linkId, id), isNull(sessions.endedAt)));
  }
  await tx.insert(links).values({
    id: linkId,
    tokenHash: hashToken(token),
    purpose,
    personId,
    firmId,
    step: input.step ?? null,
    copied: input.copied ?? false,
    browserHash: input.browserHash ?? null,
    createdBy: personOf(ctx),
    createdAt: at,
    expiresAt: new Date(at.getTime() + (input.lifeSeconds ?? linkLifeSeconds[purpose]) * 1000),
  });
  await recordEvent(tx, ctx, {
    kind: "link.created",
    firmId,
    data: { link: linkId, purpose, step: input.step ?? null },
  });
  return { linkId, token };
}
