import { z } from "zod";
import { now, requireStaff, type Context } from "@/lib/context";
import { invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { readPng } from "./png-rules";
import { saveSettings, versionField } from "./save-settings";

/** POST /api/staff/settings/logo: the file as base64, or `remove`. */
export const logoInput = z.strictObject({
  version: versionField,
  logo: z.string().default(""),
  remove: z.literal("yes").optional(),
});
export type LogoInput = z.infer<typeof logoInput>;

/**
 * Staff with role admin give the portal the agency's logo, or take it away. Throws `invalid_input` with
 * what is wrong with the picture, and `conflict` when somebody saved other settings meanwhile.
 */
export async function changeLogo(ctx: Context, input: LogoInput): Promise<void> {
  const { personId } = requireStaff(ctx, "admin");
  const { version, logo, remove } = input;
  const verdict = remove ? null : readPng(Buffer.from(logo, "base64"));
  if (verdict && !verdict.ok) throw invalidInput({ logo: verdict.problem });
  const logoBase64 = verdict ? verdict.png.toString("base64") : null;
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    await saveSettings(tx, { version, personId, at }, { logoBase64 });
    await recordEvent(tx, ctx, {
      kind: "settings.changed",
      firmId: null,
      data: { what: verdict ? "logo" : "no_logo" },
    });
  });
}
