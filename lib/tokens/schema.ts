import { z } from "zod";

export const MOST_REQUESTS_A_MINUTE = 60_000;
const DEFAULT_REQUESTS_A_MINUTE = 600;
/** A key that nobody renews for a year is a key that nobody looks after. */
export const LONGEST_KEY_DAYS = 400;
export const DEFAULT_KEY_DAYS = 180;

/** A box that is ticked. */
const box = z.literal("on").optional();
/** Ids of firms, one a line or with commas between. */
const firmIds = z
  .string()
  .max(20_000)
  .default("")
  .transform((text) => [...new Set(text.split(/[\s,]+/).filter(Boolean))]);

/** POST /api/staff/token-clients, and the same of one client. */
export const clientInput = z.strictObject({
  name: z.string().trim().min(1, "Give the service a name.").max(80, "This is too long."),
  integration: z.string().trim().max(64).default(""),
  firms: firmIds,
  may_read_status: box,
  may_take_tokens: box,
  before_live: box,
  requests_a_minute: z.coerce
    .number("Give a number.")
    .int("Give a whole number.")
    .min(1, "At least 1.")
    .max(MOST_REQUESTS_A_MINUTE, `At most ${MOST_REQUESTS_A_MINUTE}.`)
    .default(DEFAULT_REQUESTS_A_MINUTE),
});
export type ClientInput = z.infer<typeof clientInput>;

/** POST /api/staff/token-clients/[id]/keys. */
export const keyInput = z.strictObject({
  days: z.coerce
    .number("Give a number of days.")
    .int("Give a whole number of days.")
    .min(1, "At least one day.")
    .max(LONGEST_KEY_DAYS, `At most ${LONGEST_KEY_DAYS} days.`)
    .default(DEFAULT_KEY_DAYS),
});
export type KeyInput = z.infer<typeof keyInput>;
