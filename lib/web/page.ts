import "server-only";
import { redirect } from "next/navigation";
import type { Context } from "@/lib/context";
import type { SessionView } from "@/lib/identity/check-session";
import { contextOf, currentSession } from "./context";

export type PageVisitor = { ctx: Context; session: SessionView };

/** Who looks at a firm's page; anybody else is led to where they belong. */
export async function requireFirmPage(): Promise<PageVisitor & { firmId: string }> {
  const visitor = await requireVisitor();
  const { actor } = visitor.ctx;
  if (actor.kind !== "firm") redirect("/staff");
  return { ...visitor, firmId: actor.firmId };
}

/** Who looks at a page of staff's; a firm's member is led to the checklist. */
export async function requireStaffPage(): Promise<PageVisitor> {
  const visitor = await requireVisitor();
  if (visitor.ctx.actor.kind !== "staff") redirect("/onboarding");
  return visitor;
}

async function requireVisitor(): Promise<PageVisitor> {
  const session = await currentSession();
  const ctx = session && contextOf(session);
  if (!session || !ctx) redirect("/sign-in");
  return { ctx, session };
}
