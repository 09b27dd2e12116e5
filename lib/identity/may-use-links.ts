import { and, eq, isNotNull } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { staffFactors } from "@/lib/db/schema";
import { oidcSettings } from "@/lib/env";
import { maySignInByLink } from "./staff-rules";

/** Whether somebody of staff signs in by links: with single sign-on, only who has a second factor. */
export async function mayUseLinks(db: Queryable, ctx: Context, personId: string): Promise<boolean> {
  const hasOidc = oidcSettings(ctx.env) !== null;
  return maySignInByLink({ hasFactor: await hasFactor(db, personId), hasOidc });
}

/** Whether somebody of staff has a second factor in force. */
export async function hasFactor(db: Queryable, personId: string): Promise<boolean> {
  const isInForce = and(eq(staffFactors.personId, personId), isNotNull(staffFactors.confirmedAt));
  return (await db.$count(staffFactors, isInForce)) > 0;
}
