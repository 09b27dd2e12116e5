import { text, timestamp } from "drizzle-orm/pg-core";

/** An instant with zone, as a Date. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** A prefixed id of ours (lib/ids.ts). */
export const id = (name = "id") => text(name);

/** `v1.kid.iv.ciphertext+tag` of lib/crypto; never selected for a view. */
export const sealed = (name: string) => text(name);
