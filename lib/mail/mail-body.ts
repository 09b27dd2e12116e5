import type { Context } from "@/lib/context";
import { open } from "@/lib/crypto/open";
import { seal, type SealOwner } from "@/lib/crypto/seal";
import type { mails } from "@/lib/db/schema";
import type { MailContent } from "./templates";

type Row = Pick<typeof mails.$inferSelect, "id" | "firmId">;
type Body = Pick<MailContent, "text" | "html">;

const owner = (row: Row): SealOwner => ({
  table: "mails",
  column: "body_sealed",
  rowId: row.id,
  firmId: row.firmId,
  purpose: "mail body",
});

/** A body may hold a link that signs somebody in, so it waits sealed. */
export function sealBody(ctx: Context, row: Row, { text, html }: Body): string {
  return seal(ctx.ring, owner(row), JSON.stringify({ text, html }));
}

export function openBody(ctx: Context, row: Row, sealed: string): Body {
  return JSON.parse(open(ctx.ring, owner(row), sealed).reveal()) as Body;
}
