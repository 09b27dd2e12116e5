import { loadKeyRing } from "@/lib/crypto/key-ring";
import type { Context } from "@/lib/context";
import { openDatabase } from "@/lib/db/client";
import { people } from "@/lib/db/schema";
import { readEnv } from "@/lib/env";
import { newId } from "@/lib/ids";
import { createIntegration } from "@/lib/integrations/create-integration";
import { createLogger } from "@/lib/logger";
import { deliveriesSettled } from "@/lib/mail/deliver-after-commit";
import { createFirm } from "@/lib/staff/create-firm";

/** Invented firms, each with its own administrator. */
const FIRMS = [
  ["Hartley & Moss LLP", "Ada Moss", "ada@hartleymoss.test"],
  ["Castellan Family Law", "Ines Castellan", "ines@castellan.test"],
  ["Okafor Estate Planning", "Chidi Okafor", "chidi@okafor.test"],
  ["Marsh, Teller & Co", "Joan Teller", "joan@marshteller.test"],
] as const;

const read = { access: "read", required: true } as const;
const SCOPES = [
  {
    ...read,
    resource: "contacts",
    purpose: "Keeps people and companies the same in both systems",
    impact: "People and companies are no longer kept the same.",
  },
  {
    ...read,
    resource: "matters",
    purpose: "Shows each contact’s open matters in HubSpot",
    impact: "Open matters no longer show in HubSpot.",
  },
  {
    ...read,
    resource: "activities",
    purpose: "Sends time entries to HubSpot’s timeline",
    impact: "New time entries no longer reach HubSpot.",
  },
  {
    ...read,
    resource: "calendars",
    required: false,
    purpose: "Shows coming appointments beside a contact",
    impact: "Appointments do not show beside a contact.",
  },
] as const;

/** Fills an empty database with sample firms, through the same verbs that staff use. */
export async function seedDemo(): Promise<void> {
  const env = readEnv();
  const db = openDatabase({ url: env.DATABASE_URL, maxConnections: 2 });
  const [email = "admin@anteroom.test"] = env.STAFF_ADMINS;
  const personId = newId("person");
  const ctx: Context = {
    actor: { kind: "staff", personId, role: "admin", sessionId: "seed" },
    db: db.scoped({ kind: "staff", personId }),
    ring: loadKeyRing(env.PORTAL_KEYS.reveal()),
    env,
    log: createLogger("seed", "warn"),
    requestId: newId("request"),
  };
  try {
    await ctx.db.query((q) =>
      q
        .insert(people)
        .values({ id: personId, kind: "staff", staffRole: "admin", email, name: "Priya Nair" }),
    );
    const integration = await createIntegration(ctx, {
      name: "Clio and HubSpot contacts",
      summary: "Keeps people, matters and time entries the same in Clio and HubSpot.",
      note: "First version.",
      scopes: [...SCOPES],
    });
    for (const [name, contactName, contactEmail] of FIRMS) {
      await createFirm(ctx, {
        name,
        region: "",
        integration,
        contact_name: contactName,
        contact_email: contactEmail,
      });
    }
    await deliveriesSettled();
  } finally {
    await db.close();
  }
}
