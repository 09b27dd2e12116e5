import { z } from "zod";
import { requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { invalidInput } from "@/lib/errors";
import { lockFirm, saveFirm, versionField, type Outcome } from "./change-firm";
import { LONGEST_TAG, MOST_TAGS, readTag, withTag } from "./tag-rules";

/** POST /api/staff/firms/[id]/tags. */
export const tagInput = z.strictObject({
  tag: z.string().max(200, "This is too long."),
  decision: z.enum(["add", "remove"]),
  version: versionField,
});
type Input = z.infer<typeof tagInput> & { firmId: string };

/**
 * Adds a tag to a firm or removes one; a tag is lower-case. For staff with role operator. Throws
 * `not_found`, `conflict` when somebody changed the firm since `version`, and `invalid_input`.
 */
export async function tagFirm(ctx: Context, input: Input): Promise<void> {
  requireStaff(ctx, "operator");
  requireTag(input.tag);
  await ctx.db.transaction((tx) => tagFirmIn(tx, ctx, input));
}

/** The same in the caller's transaction, with what came of it. */
export async function tagFirmIn(tx: Queryable, ctx: Context, input: Input): Promise<Outcome> {
  const tag = requireTag(input.tag);
  const firm = await lockFirm(tx, input);
  const isThere = firm.tags.includes(tag);
  if (input.decision === "add") {
    if (isThere) return { state: "nothing", outcome: `It had the tag “${tag}” already.` };
    const tags = withTag(firm.tags, tag);
    if (!tags) throw invalidInput({ tag: `A firm has at most ${MOST_TAGS} tags.` });
    const event = { kind: "firm.tags_changed", data: { added: tag } } as const;
    await saveFirm(tx, ctx, { firm, set: { tags }, event });
    return { state: "done", outcome: `It has the tag “${tag}” now.` };
  }
  if (!isThere) return { state: "nothing", outcome: `It did not have the tag “${tag}”.` };
  const tags = firm.tags.filter((one) => one !== tag);
  const event = { kind: "firm.tags_changed", data: { removed: tag } } as const;
  await saveFirm(tx, ctx, { firm, set: { tags }, event });
  return { state: "done", outcome: `The tag “${tag}” was removed.` };
}

/** A tag as it is kept. Throws `invalid_input` for what is none. */
export function requireTag(text: string): string {
  const tag = readTag(text);
  if (tag) return tag;
  throw invalidInput({
    tag: `A tag has letters, digits, spaces and hyphens, at most ${LONGEST_TAG} of them.`,
  });
}
