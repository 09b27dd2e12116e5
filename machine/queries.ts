import { z } from "zod";
import { connectionStatuses, regions, type ConnectionStatus } from "@/lib/vocabulary";

// What may stand in an address.

export const MOST_LINES = 100;
const DEFAULT_LINES = 50;

export const noQuery = z.strictObject({});

const isStatus = (text: string): text is ConnectionStatus =>
  (connectionStatuses as readonly string[]).includes(text);

const CURSOR = /^firm_[0-9a-z]{24}$/;

/** Opaque to callers: where a page ended. */
export const cursorOf = (firmId: string): string => Buffer.from(firmId).toString("base64url");

export const listQuery = z.strictObject({
  status: z
    .string()
    .max(100)
    .refine((text) => text.split(",").every(isStatus), {
      error: "One or more statuses, with commas between.",
    })
    .transform((text) => text.split(",").filter(isStatus))
    .optional()
    .meta({ description: `Statuses with commas between: ${connectionStatuses.join(", ")}.` }),
  region: z.enum(regions).optional(),
  integration: z
    .string()
    .regex(/^intg_[0-9a-z]{24}$/, "The id of an integration.")
    .optional(),
  live: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .optional(),
  updated_since: z.iso
    .datetime({ offset: true })
    // PostgreSQL knows no year 0; nothing here is older than the portal.
    .refine((text) => /^20\d\d-/.test(text), { error: "An instant of this century." })
    .optional(),
  cursor: z
    .string()
    .max(64)
    .transform((text) => Buffer.from(text, "base64url").toString("latin1"))
    .refine((text) => CURSOR.test(text), { error: "The next_cursor of the page before." })
    .optional(),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, "A number from 1 to 100.")
    .transform(Number)
    .refine((lines) => lines <= MOST_LINES, { error: "A number from 1 to 100." })
    .default(DEFAULT_LINES),
});

/** `Idempotency-Key`: the same report again gets the same answer. */
export const idempotencyKey = z
  .string("A report needs an Idempotency-Key header.")
  .regex(/^[\x21-\x7e]{8,128}$/, "Idempotency-Key: 8 to 128 visible characters.");
