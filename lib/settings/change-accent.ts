import { z } from "zod";
import { now, requireStaff, type Context } from "@/lib/context";
import { invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { accentProblem, isColour, judgeAccent } from "./accent-rules";
import { saveSettings, versionField } from "./save-settings";

/** POST /api/staff/settings/accent. Empty: the portal's own colour. */
export const accentInput = z.strictObject({
  version: versionField,
  accent_colour: z
    .string()
    .trim()
    .toLowerCase()
    .refine((text) => text === "" || isColour(text), {
      error: "Enter a colour such as #1f5f8b: a sign and six digits or letters from a to f.",
    }),
});
export type AccentInput = z.infer<typeof accentInput>;

/**
 * Staff with role admin give the portal the agency's colour. Throws `invalid_input` for one that cannot be
 * read where the portal uses it, with the figures and the nearest that can, and `conflict` when somebody
 * saved other settings meanwhile.
 */
export async function changeAccent(ctx: Context, input: AccentInput): Promise<void> {
  const { personId } = requireStaff(ctx, "admin");
  const { version, accent_colour: colour } = input;
  const verdict = colour === "" ? null : judgeAccent(colour);
  if (verdict && !verdict.passes) throw invalidInput({ accent_colour: accentProblem(verdict) });
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const accentColour = colour === "" ? null : colour;
    await saveSettings(tx, { version, personId, at }, { accentColour });
    await recordEvent(tx, ctx, {
      kind: "settings.changed",
      firmId: null,
      data: { what: "colour", colour: accentColour },
    });
  });
}
