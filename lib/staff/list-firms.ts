import { and, count, desc, inArray, isNotNull, ne, sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { firms, mails } from "@/lib/db/schema";
import { listLeftForClio } from "@/lib/connection/queries";
import { loadChecklists, type FirmChecklist } from "@/lib/onboarding/queries";
import { countHelpRequests } from "./help-requests";

const PAGE = 50;

export type FirmRow = FirmChecklist & {
  mailsNotSent: number;
  /** Questions of the firm's people that nobody has answered. */
  questions: number;
  /** Somebody went to Clio a while ago, and is not back. */
  isLeftForClio: boolean;
};
export type FirmsPage = {
  firms: FirmRow[];
  /** The `after` of the next page; null on the last one. */
  next: string | null;
};

/** A page of firms with their checklists, the newest first; `after` is the last firm of the page before. For staff. */
export async function listFirms(ctx: Context, input: { after?: string }): Promise<FirmsPage> {
  requireStaff(ctx, "viewer");
  const last = sql`(select ${firms.createdAt}, ${firms.id} from ${firms} where ${firms.id} = ${input.after})`;
  const rows = await ctx.db.query((db) =>
    db
      .select({ id: firms.id })
      .from(firms)
      .where(input.after ? sql`(${firms.createdAt}, ${firms.id}) < ${last}` : undefined)
      .orderBy(desc(firms.createdAt), desc(firms.id))
      .limit(PAGE + 1),
  );
  const ids = rows.slice(0, PAGE).map((row) => row.id);
  const [checklists, notSent, questions, left] = await Promise.all([
    loadChecklists(ctx, ids),
    countNotSent(ctx, ids),
    countHelpRequests(ctx, ids),
    listLeftForClio(ctx, ids),
  ]);
  return {
    firms: ids.flatMap((id) => {
      const checklist = checklists.get(id);
      if (!checklist) return [];
      return {
        ...checklist,
        mailsNotSent: notSent.get(id) ?? 0,
        questions: questions.get(id) ?? 0,
        isLeftForClio: left.has(id),
      };
    }),
    next: rows.length > PAGE ? (ids.at(-1) ?? null) : null,
  };
}

async function countNotSent(ctx: Context, ids: string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.db.query((db) =>
    db
      .select({ firmId: mails.firmId, number: count() })
      .from(mails)
      .where(and(inArray(mails.firmId, ids), ne(mails.state, "sent"), isNotNull(mails.error)))
      .groupBy(mails.firmId),
  );
  return new Map(rows.flatMap(({ firmId, number }) => (firmId ? [[firmId, number]] : [])));
}
