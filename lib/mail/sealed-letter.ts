import type { Context } from "@/lib/context";
import { open } from "@/lib/crypto/open";
import { seal } from "@/lib/crypto/seal";
import type { mails } from "@/lib/db/schema";
import { sealOwner } from "@/lib/db/sealed-columns";
import type { Letter } from "./letter";

type Row = Pick<typeof mails.$inferSelect, "id" | "firmId">;

const owner = (row: Row) => sealOwner("mails.body_sealed", row);

/** A letter may hold a link that signs somebody in, so it waits sealed. */
export function sealLetter(ctx: Context, row: Row, letter: Letter): string {
  return seal(ctx.ring, owner(row), JSON.stringify(letter));
}

export function openLetter(ctx: Context, row: Row, sealed: string): Letter {
  return JSON.parse(open(ctx.ring, owner(row), sealed).reveal()) as Letter;
}
