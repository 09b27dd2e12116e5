import { and, eq } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { people } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";

/** Who of staff has this address, for the operator's command. Throws `not_found`. */
export async function staffByEmail(ctx: Context, email: string): Promise<{ personId: string }> {
  const [person] = await ctx.db.query((db) =>
    db
      .select({ personId: people.id })
      .from(people)
      .where(and(eq(people.email, email), eq(people.kind, "staff"))),
  );
  if (!person) throw new AppError({ code: "not_found", message: `nobody of staff has ${email}` });
  return person;
}
