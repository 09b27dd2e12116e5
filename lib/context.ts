import type { ScopedDb } from "@/lib/db/client";
import { databaseNow } from "@/lib/db/client";
import type { KeyRing } from "@/lib/crypto/key-ring";
import type { Env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { JobSender } from "@/lib/jobs/job-sender";
import type { Logger } from "@/lib/logger";
import type { HandOverStep, StaffRole } from "@/lib/vocabulary";

export type HandOver = { linkId: string; step: HandOverStep };

/** Who acts. Workers and the front's own work are `system`, and are audited like people. */
export type Actor =
  | {
      kind: "firm";
      personId: string;
      firmId: string;
      sessionId: string;
      copiedLinkId: string | null;
      /** Somebody to whom one step was handed over may do that step, and nothing else. */
      handOver: HandOver | null;
    }
  | { kind: "staff"; personId: string; role: StaffRole; sessionId: string }
  /** An integration service at the machine's door. */
  | { kind: "token_client"; clientId: string }
  | { kind: "system"; name: string };

/** What every verb gets first: who acts, the database scoped to them, the keys and the settings. */
export type Context = {
  actor: Actor;
  db: ScopedDb;
  jobs: JobSender;
  ring: KeyRing;
  env: Env;
  log: Logger;
  requestId: string;
};

/** The acting person's id; null for the system and for token clients. */
export function personOf({ actor }: Pick<Context, "actor">): string | null {
  return actor.kind === "firm" || actor.kind === "staff" ? actor.personId : null;
}

/** The database's clock: the only one that decides. Read it once for each verb. */
export function now(ctx: Context): Promise<Date> {
  return ctx.db.query(databaseNow);
}

/** The firm that the acting member is signed in for. Throws `forbidden` for anybody else. */
export function requireFirm(ctx: Context): { firmId: string; personId: string } {
  if (ctx.actor.kind !== "firm") {
    throw new AppError({
      code: "forbidden",
      message: `a firm's member is needed, not ${ctx.actor.kind}`,
    });
  }
  return { firmId: ctx.actor.firmId, personId: ctx.actor.personId };
}

/**
 * The acting member of a firm, for what belongs to the whole firm. Throws `forbidden` for somebody to
 * whom only one step was handed over, and for anybody else.
 */
export function requireMember(ctx: Context): { firmId: string; personId: string } {
  if (ctx.actor.kind === "firm" && ctx.actor.handOver) {
    throw new AppError({
      code: "forbidden",
      message: "a handed-over step gives no right to this",
      human: "This link is for one step only. Please ask the person who sent it to you.",
    });
  }
  return requireFirm(ctx);
}

const rank: Record<StaffRole, number> = { viewer: 0, operator: 1, admin: 2 };

/** The acting staff person with at least this role. Throws `forbidden` for anybody else. */
export function requireStaff(ctx: Context, atLeast: StaffRole): { personId: string } {
  if (ctx.actor.kind !== "staff" || rank[ctx.actor.role] < rank[atLeast]) {
    throw new AppError({ code: "forbidden", message: `staff with role ${atLeast} is needed` });
  }
  return { personId: ctx.actor.personId };
}

/** A firm's id that the actor may work on: a member's own firm, or any for staff and the system. */
export function requireAccessToFirm(ctx: Context, firmId: string): void {
  if (ctx.actor.kind === "firm" && ctx.actor.firmId !== firmId) {
    throw new AppError({ code: "not_found", message: "another firm's row was asked for" });
  }
}
