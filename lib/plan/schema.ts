import { z } from "zod";
import { isDay } from "@/lib/settings/rules";
import { apiAccesses } from "@/lib/vocabulary";

const text = (most: number) => z.string().trim().max(most, "This is too long.");

/** POST /api/staff/plans: what a form says about one of Clio's plans. */
export const planFields = z.strictObject({
  name: text(60).min(1, "Enter the plan’s name as Clio shows it."),
  former_names: text(120).default(""),
  price: text(120).default(""),
  api_access: z.enum(apiAccesses, { error: "Choose whether integrations have access." }),
  as_of: z.string().trim().refine(isDay, "Enter the day on which this was so, such as 2026-11-24."),
  position: z
    .string()
    .trim()
    .regex(/^[1-9]\d?$/, "Enter a number from 1 to 99.")
    .transform(Number),
});
export type PlanFields = z.infer<typeof planFields>;

const version = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number);

/** POST /api/staff/plans/[code]: the fields with the version that the form showed. */
export const changedPlanInput = planFields.extend({ version });

/** POST /api/staff/plans/[code]/offer. */
export const offerInput = z.strictObject({ version, offered: z.enum(["yes", "no"]) });
export type OfferInput = z.infer<typeof offerInput>;
