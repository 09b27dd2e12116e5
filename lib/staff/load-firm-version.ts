import { eq } from "drizzle-orm";
import { now, requireStaff, type Context } from "@/lib/context";
import { firms } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { newestChange } from "./change-firm";
import { changeSentence } from "./change-rules";

export type FirmVersion = {
  version: number;
  /** Who changed what last, and when, in words. */
  sentence: string;
};

/** The version of a firm, and the change that made it. For staff; throws `not_found`. */
export async function loadFirmVersion(
  ctx: Context,
  input: { firmId: string },
): Promise<FirmVersion> {
  requireStaff(ctx, "viewer");
  const { firmId } = input;
  const [firm] = await ctx.db.query((db) =>
    db.select({ version: firms.version }).from(firms).where(eq(firms.id, firmId)),
  );
  if (!firm) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
  const change = await ctx.db.query((db) => newestChange(db, firmId));
  return { version: firm.version, sentence: changeSentence(change, await now(ctx)) };
}
