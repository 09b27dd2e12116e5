import { z } from "zod";
import { regions } from "@/lib/vocabulary";

/** POST /api/onboarding/application. */
export const registeredInput = z.strictObject({
  done: z
    .enum(["yes", "no"], { error: "Choose whether it is saved." })
    .transform((value) => value === "yes"),
});

/** POST /api/onboarding/credentials: the contract's field names. Values are judged by `keysProblems`. */
export const keysInput = z.strictObject({
  region: z.enum(regions, { error: "Choose the region your firm’s Clio account is in." }),
  client_id: z.string().max(20_000, "This is too long for a client ID. Copy the App Key alone."),
  client_secret: z
    .string()
    .max(20_000, "This is too long for a client secret. Copy the App Secret alone."),
});
export type KeysForm = z.infer<typeof keysInput>;
