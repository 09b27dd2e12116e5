import { and, asc, eq, inArray, isNotNull, isNull, notInArray } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { connections, firmMembers, grants, helpRequests, mails, people } from "@/lib/db/schema";
import { loadFirmFacts } from "@/lib/onboarding/queries";
import { loadSettings } from "@/lib/settings/queries";
import type { QueueFacts } from "./queue-rules";
import { searchWords } from "./search-words";

/** What a firm's row is computed from, and the words by which it is found. */
export type LoadedQueueFacts = { facts: QueueFacts; words: string[] };

/** The facts of many firms for the work queue, by firm, in a handful of statements whatever their number. */
export async function loadQueueFacts(
  ctx: Context,
  firmIds: string[],
): Promise<Map<string, LoadedQueueFacts>> {
  if (firmIds.length === 0) return new Map();
  const { timeZone, holidays } = await loadSettings(ctx);
  const firms = await loadFirmFacts(ctx, firmIds);
  const links = await ctx.db.query((db) =>
    db
      .select({
        firmId: connections.firmId,
        workedAt: connections.workedAt,
        connectedAt: connections.connectedAt,
        accountId: connections.accountId,
        accountName: connections.accountName,
        grantId: grants.id,
        stagedAccountId: grants.accountId,
        stagedAccountName: grants.accountName,
        contactConfirmedAt: grants.contactConfirmedAt,
      })
      .from(connections)
      .leftJoin(grants, and(eq(grants.connectionId, connections.id), eq(grants.state, "staged")))
      .where(inArray(connections.firmId, firmIds)),
  );
  const questions = await ctx.db.query((db) =>
    db
      .selectDistinctOn([helpRequests.firmId], {
        firmId: helpRequests.firmId,
        id: helpRequests.id,
        since: helpRequests.createdAt,
      })
      .from(helpRequests)
      .where(and(inArray(helpRequests.firmId, firmIds), isNull(helpRequests.doneAt)))
      .orderBy(helpRequests.firmId, asc(helpRequests.createdAt), asc(helpRequests.id)),
  );
  const notSent = await ctx.db.query((db) =>
    db
      .selectDistinctOn([mails.firmId], {
        firmId: mails.firmId,
        id: mails.id,
        since: mails.queuedAt,
      })
      .from(mails)
      .where(
        and(
          inArray(mails.firmId, firmIds),
          notInArray(mails.state, ["sent", "held"]),
          isNotNull(mails.error),
        ),
      )
      .orderBy(mails.firmId, asc(mails.queuedAt), asc(mails.id)),
  );
  const members = await ctx.db.query((db) =>
    db
      .select({ firmId: firmMembers.firmId, name: people.name, email: people.email })
      .from(firmMembers)
      .innerJoin(people, eq(people.id, firmMembers.personId))
      .where(and(inArray(firmMembers.firmId, firmIds), isNull(firmMembers.removedAt))),
  );
  const linkOf = byFirm(links);
  const questionOf = byFirm(questions);
  const mailOf = byFirm(notSent);
  const membersOf = Map.groupBy(members, ({ firmId }) => firmId);
  return new Map(
    [...firms].map(([firmId, firm]) => {
      const link = linkOf.get(firmId);
      const facts: QueueFacts = {
        ...firm,
        workedAt: link?.workedAt ?? null,
        everConnectedAt: link?.connectedAt ?? null,
        question: questionOf.get(firmId) ?? null,
        mailNotSent: mailOf.get(firmId) ?? null,
        grantToConfirm: link?.contactConfirmedAt ? link.grantId : null,
        timeZone,
        holidays,
      };
      const { contact, firmName } = firm.checklist;
      const words = searchWords([
        firmName,
        contact.name,
        contact.email,
        ...(membersOf.get(firmId) ?? []).flatMap(({ name, email }) => [name, email]),
        ...(link ? [link.accountId, link.accountName] : []),
        ...(link ? [link.stagedAccountId, link.stagedAccountName] : []),
        firm.application.clientId,
      ]);
      return [firmId, { facts, words }];
    }),
  );
}

function byFirm<T extends { firmId: string | null }>(rows: T[]): Map<string | null, T> {
  return new Map(rows.map((row) => [row.firmId, row]));
}
