import { eq } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { now, requireStaff, type Context } from "@/lib/context";
import { firms, people } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { loadQueueFacts } from "./load-queue-facts";
import { queueRow, type QueueRow } from "./queue-rules";

type Person = { id: string; name: string };

/** What staff keep about a firm, besides its checklist and its connection. */
export type FirmCard = {
  version: number;
  owner: Person | null;
  secondContact: Person | null;
  tags: string[];
  remindersPausedUntil: Date | null;
  closed: { at: Date; byName: string; eraseAt: Date | null; erasedAt: Date | null } | null;
  /** The firm's row of the work queue as of now; null for a closed firm, which has none. */
  row: QueueRow | null;
};

const owners = alias(people, "owners");
const seconds = alias(people, "seconds");
const closers = alias(people, "closers");

/** What the firm's page says first. For staff; throws `not_found`. */
export async function loadFirmCard(ctx: Context, firmId: string): Promise<FirmCard> {
  requireStaff(ctx, "viewer");
  const [found] = await ctx.db.query((db) =>
    db
      .select({
        firm: firms,
        owner: { id: owners.id, name: owners.name },
        second: { id: seconds.id, name: seconds.name },
        closedByName: closers.name,
      })
      .from(firms)
      .leftJoin(owners, eq(owners.id, firms.ownerId))
      .leftJoin(seconds, eq(seconds.id, firms.secondContactId))
      .leftJoin(closers, eq(closers.id, firms.closedBy))
      .where(eq(firms.id, firmId)),
  );
  if (!found) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
  const { firm, owner, second, closedByName } = found;
  const { version, tags, remindersPausedUntil, closedAt, eraseAt, erasedAt } = firm;
  return {
    version,
    owner,
    secondContact: second,
    tags,
    remindersPausedUntil,
    closed: closedAt && { at: closedAt, byName: closedByName ?? "Somebody", eraseAt, erasedAt },
    row: closedAt ? null : await rowOf(ctx, firmId),
  };
}

async function rowOf(ctx: Context, firmId: string): Promise<QueueRow | null> {
  const loaded = (await loadQueueFacts(ctx, [firmId])).get(firmId);
  return loaded ? queueRow(loaded.facts, await now(ctx)) : null;
}
