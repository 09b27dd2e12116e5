import { z } from "zod";
import { webhookKinds, type WebhookKind } from "@/lib/vocabulary";
import { secretEnds, type SecretEnd } from "./rules";

/** A checkbox of a form: there when it is ticked. */
const tick = z.literal("on").optional();

/** The box of a kind in the form: a field’s name has no dots. */
export const boxOf = (kind: WebhookKind): string => `kind_${kind.replace(".", "_")}`;

const boxes = Object.fromEntries(webhookKinds.map((kind) => [boxOf(kind), tick]));

/** POST /api/staff/webhooks. */
export const endpointInput = z
  .strictObject({
    name: z.string().trim().min(1, "Enter a name.").max(60, "This is too long."),
    url: z.string().trim().min(1, "Enter the address that we send to."),
    /** Empty: of every integration. */
    integration: z.string().trim().default(""),
    ...boxes,
  })
  .transform(({ name, url, integration, ...ticked }) => ({
    name,
    url,
    integrationId: integration === "" ? null : integration,
    kinds: webhookKinds.filter((kind) => (ticked as Record<string, unknown>)[boxOf(kind)] === "on"),
  }));
export type EndpointInput = z.infer<typeof endpointInput>;

/** POST /api/staff/webhooks/[id]/pause. */
export const pauseInput = z.strictObject({ paused: z.enum(["yes", "no"]) });

/** POST /api/staff/webhooks/[id]/secret: when the secrets that there are end. */
export const secretInput = z.strictObject({
  old_ends: z.enum(Object.keys(secretEnds) as SecretEnd[], {
    error: "Choose until when the old secret is used, too.",
  }),
});

/** POST /api/staff/webhooks/[id]/resend. */
export const resendInput = z.strictObject({ delivery: z.string().max(64) });
