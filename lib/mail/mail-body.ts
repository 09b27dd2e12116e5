import type { Context } from "@/lib/context";
import { open } from "@/lib/crypto/open";
import { seal } from "@/lib/crypto/seal";
import type { mails } from "@/lib/db/schema";
import { sealOwner } from "@/lib/db/sealed-columns";
import type { MailContent } from "./templates";

type Row = Pick<typeof mails.$inferSelect, "id" | "firmId">;
type Body = Pick<MailContent, "text" | "html">;

const owner = (row: Row) => sealOwner("mails.body_sealed", row);

/** A body may hold a link that signs somebody in, so it waits sealed. */
export function sealBody(ctx: Context, row: Row, { text, html }: Body): string {
  return seal(ctx.ring, owner(row), JSON.stringify({ text, html }));
}

export function openBody(ctx: Context, row: Row, sealed: string): Body {
  return JSON.parse(open(ctx.ring, owner(row), sealed).reveal()) as Body;
}
