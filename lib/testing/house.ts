import { and, desc, eq } from "drizzle-orm";
import { storeKeys } from "@/lib/applications/store-keys";
import { completeConnection } from "@/lib/connection/complete-connection";
import { confirmAccount } from "@/lib/connection/confirm-account";
import { loadConnection } from "@/lib/connection/queries";
import { runProbes } from "@/lib/connection/run-probes";
import { startConnection } from "@/lib/connection/start-connection";
import type { Actor, Context } from "@/lib/context";
import { testContext } from "@/lib/context.testing";
import { randomToken } from "@/lib/crypto/hash";
import { events, firmMembers, firms, mails, people, sessions } from "@/lib/db/schema";
import { createTestDatabase } from "@/lib/db/testing";
import { AppError } from "@/lib/errors";
import { openEvents } from "@/lib/events/open-events";
import { checkSession } from "@/lib/identity/check-session";
import { continueLink } from "@/lib/identity/continue-link";
import { findOrCreateMember } from "@/lib/identity/find-or-create-member";
import { newId } from "@/lib/ids";
import { createIntegration } from "@/lib/integrations/create-integration";
import { textOf } from "@/lib/mail/letter";
import { openLetter } from "@/lib/mail/sealed-letter";
import { createFirm } from "@/lib/staff/create-firm";
import type { EventKind, MailKind, Region, Resource, Route, StaffRole } from "@/lib/vocabulary";
import { openClio, type Approval, type Keys } from "./clio";

export type House = Awaited<ReturnType<typeof openHouse>>;
/**
 * A whole house for one test file: a database of its own, a sandbox Clio, staff, and firms made by the
 * verbs that make them in earnest. Mails are queued and never arrive; `mails` reads them.
 */
export async function openHouse(variables: Record<string, string> = {}) {
  const test = await createTestDatabase();
  const clio = await openClio();
  const as = (actor: Actor | undefined) =>
    testContext(test.db, actor, { ...clio.origins, ...variables });
  const system = as(undefined);
  const staffOf = async (role: StaffRole): Promise<Context> => {
    const id = newId("person");
    const email = `${role}@acucoders.test`;
    await system.db.query((db) =>
      db.insert(people).values({ id, kind: "staff", staffRole: role, email, name: `The ${role}` }),
    );
    return as({ kind: "staff", personId: id, role, sessionId: newId("session") });
  };
  const staff = {
    admin: await staffOf("admin"),
    operator: await staffOf("operator"),
    viewer: await staffOf("viewer"),
  };

  let count = 0;
  const integration = (required: readonly Resource[] = ["contacts"]): Promise<string> =>
    createIntegration(staff.admin, {
      name: "Clio and HubSpot contacts",
      summary: "Keeps people the same in both systems.",
      note: "First version.",
      scopes: required.map((resource) => ({
        resource,
        access: "read",
        required: true,
        purpose: "Keeps people the same",
        impact: "People differ.",
      })),
    });

  /** A session of a person as if a link had been used; a mailed code was entered unless told otherwise. */
  async function member(
    firmId: string,
    personId: string,
    more: { hasCode?: boolean; copiedLinkId?: string } = {},
  ): Promise<Context> {
    const id = newId("session");
    const later = new Date(Date.now() + 3_600_000);
    await system.db.query((db) =>
      db.insert(sessions).values({
        id,
        tokenHash: randomToken(),
        personId,
        currentFirmId: firmId,
        idleExpiresAt: later,
        expiresAt: later,
        codeConfirmedAt: more.hasCode === false ? null : new Date(),
      }),
    );
    const copiedLinkId = more.copiedLinkId ?? null;
    return as({ kind: "firm", personId, firmId, sessionId: id, copiedLinkId, handOver: null });
  }

  /** A firm with its main contact and a second member, both signed in. */
  async function firm(
    more: {
      name?: string;
      route?: Route;
      region?: Region | "";
      integration?: string;
      /** The main contact of a customer that has another firm here. */
      contactEmail?: string;
    } = {},
  ) {
    const { name = "Hartley & Moss LLP", route = "firm_private", region = "us" } = more;
    const domain = `hartleymoss${(count += 1)}.test`;
    const { firmId } = await createFirm(staff.operator, {
      name,
      route,
      region,
      integration: more.integration ?? (await integration()),
      contact_name: "Ada Moss",
      contact_email: more.contactEmail ?? `ada@${domain}`,
    });
    const contactId = await system.db.transaction(async (tx) => {
      const [row] = await tx.select().from(firms).where(eq(firms.id, firmId));
      return row?.mainContactId ?? "";
    });
    const second = await system.db.transaction(async (tx) => {
      const email = `ben@${domain}`;
      const input = { email, name: "Ben Cole", staffAddresses: [], field: "email" };
      const person = await findOrCreateMember(tx, input);
      await tx.insert(firmMembers).values({ firmId, personId: person.id });
      return person;
    });
    return {
      id: firmId,
      domain,
      contactId,
      secondId: second.id,
      contact: await member(firmId, contactId),
      second: await member(firmId, second.id),
    };
  }

  /** The newest mails of a firm, opened: all of them, or of a kind. */
  async function mailsOf(firmId: string | null, kind?: MailKind) {
    const rows = await system.db.query((db) =>
      db
        .select()
        .from(mails)
        .where(
          and(
            firmId ? eq(mails.firmId, firmId) : undefined,
            kind ? eq(mails.kind, kind) : undefined,
          ),
        )
        .orderBy(desc(mails.queuedAt), desc(mails.id)),
    );
    return rows.map((row) => ({
      kind: row.kind,
      to: row.toAddress,
      subject: row.subject,
      text: textOf(openLetter(system, row, row.bodySealed ?? "")),
    }));
  }

  /** The kinds of a firm's history, the oldest first, or the lines of one kind. */
  const historyOf = (firmId: string, kind?: EventKind) =>
    system.db.query(async (db) => {
      const rows = await db
        .select()
        .from(events)
        .where(and(eq(events.firmId, firmId), kind ? eq(events.kind, kind) : undefined))
        .orderBy(events.seq);
      return openEvents(db, system, rows);
    });

  /** The secret part of the link in a firm's newest mail of a kind. */
  async function tokenOf(firmId: string, kind: MailKind): Promise<string> {
    const [mail] = await mailsOf(firmId, kind);
    const token = /\/l\/(\S+)/.exec(mail?.text ?? "")?.[1];
    if (!token) throw new Error(`no link in a mail of kind ${kind}`);
    return token;
  }

  /** Presses Continue on a link in a browser of its own, and acts as the session that it starts. */
  async function follow(token: string) {
    const { sessionToken } = await continueLink(system, {
      token,
      browserToken: null,
      network: "192.0.2",
      previousSessionId: null,
    });
    const view = await checkSession(system, sessionToken);
    if (!view?.currentFirmId) throw new Error("the link started no session at a firm");
    const { sessionId, personId, copiedLinkId, handOver, currentFirmId: firmId } = view;
    return {
      ctx: as({ kind: "firm", personId, firmId, sessionId, copiedLinkId, handOver }),
      isSignedIn: async () => (await checkSession(system, sessionToken)) !== null,
    };
  }

  /** One trip to Clio and back in one browser. Returns the attempt's id. */
  async function trip(ctx: Context, more: Approval = {}): Promise<string> {
    const browserToken = randomToken();
    const { attemptId, location } = await startConnection(ctx, { browserToken });
    await completeConnection(ctx, { parameters: await clio.approve(location, more), browserToken });
    return attemptId;
  }

  /** What waits for a decision at a firm, as its forms name it. */
  async function waiting(firmId: string): Promise<{ grantId: string }> {
    const { pending } = await loadConnection(system, firmId);
    return { grantId: pending?.grantId ?? "none" };
  }

  /** A firm's keys sent, its account connected, confirmed and checked. Returns its keys. */
  async function connect(
    one: { id: string; contact: Context },
    keys?: Keys,
    more: Approval = {},
  ): Promise<Keys> {
    const own = keys ?? (await clio.register());
    const pair = { client_id: own.key, client_secret: own.secret };
    await storeKeys(one.contact, { region: more.region ?? "us", ...pair });
    await trip(one.contact, more);
    const { runId } = await confirmAccount(one.contact, await waiting(one.id));
    if (runId) await runProbes(one.contact, runId);
    return own;
  }

  return {
    ...clio,
    /** For what is below a context: the house's database itself, and its address. */
    database: test.db,
    machine: test.machine,
    owner: test.owner,
    url: test.url,
    system,
    staff,
    integration,
    member,
    firm,
    mailsOf,
    historyOf,
    tokenOf,
    follow,
    trip,
    waiting,
    connect,
    async close() {
      await clio.close();
      await test.close();
    },
  };
}

/** The code that a verb was refused with, or `done`. */
export const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (thrown: unknown) => (thrown instanceof AppError ? thrown.code : String(thrown)),
  );
