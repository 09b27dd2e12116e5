import "server-only";
import { redirect } from "next/navigation";
import type { Context } from "@/lib/context";
import type { SessionView } from "@/lib/identity/check-session";
import { stepWords } from "@/lib/onboarding/rules";
import type { HandOverStep } from "@/lib/vocabulary";
import { contextOf, currentSession } from "./context";
import { SECOND_FACTOR_PAGE } from "./staff-path";

export type PageVisitor = { ctx: Context; session: SessionView };
export type FirmVisitor = PageVisitor & { firmId: string; isHandedOver: boolean };

/**
 * Who looks at a firm's page; anybody else is led to where they belong. Somebody to whom one step was
 * handed over sees the pages of that step alone.
 */
export async function requireFirmPage(step?: HandOverStep): Promise<FirmVisitor> {
  const visitor = await requireFirmFrame();
  const { actor } = visitor.ctx;
  const handedOver = actor.kind === "firm" ? actor.handOver?.step : undefined;
  if (handedOver && handedOver !== step) redirect(stepWords[handedOver].href ?? "/");
  return visitor;
}

/** Who looks at any page of a firm's, for the frame around it: the page itself asks for its step. */
export async function requireFirmFrame(): Promise<FirmVisitor> {
  const visitor = await requireVisitor();
  const { actor } = visitor.ctx;
  if (actor.kind !== "firm") redirect("/staff");
  return { ...visitor, firmId: actor.firmId, isHandedOver: actor.handOver !== null };
}

/**
 * Who looks at a page of staff's. A firm's member is led to the checklist, and staff who have not given
 * their second factor yet to where they do.
 */
export async function requireStaffPage(): Promise<PageVisitor> {
  const visitor = await requireVisitor();
  if (visitor.ctx.actor.kind !== "staff") redirect("/onboarding");
  return visitor;
}

/** Staff at a page about their own second factor, which a session at the gate may see, too. */
export async function requireStaffAtGate(): Promise<PageVisitor> {
  const session = await currentSession();
  const ctx = session && contextOf(session, { atGate: true });
  if (!session || !ctx) redirect("/sign-in");
  if (ctx.actor.kind !== "staff") redirect("/onboarding");
  return { ctx, session };
}

async function requireVisitor(): Promise<PageVisitor> {
  const session = await currentSession();
  if (session && session.gate !== "open") redirect(SECOND_FACTOR_PAGE);
  const ctx = session && contextOf(session);
  if (!session || !ctx) redirect("/sign-in");
  return { ctx, session };
}
