import { parseArgs } from "node:util";
import { listIntegrations } from "@/lib/integrations/queries";
import type { Context } from "@/lib/context";
import { createTokenClient } from "@/lib/tokens/create-token-client";
import { makeTokenKey } from "@/lib/tokens/make-token-key";
import { revokeTokenClient } from "@/lib/tokens/revoke-token-client";
import { revokeTokenKey } from "@/lib/tokens/revoke-token-key";
import { clientInput, keyInput, type KeyInput } from "@/lib/tokens/schema";
import { listTokenClients, loadTokenClient } from "@/lib/tokens/staff-queries";
import { say, sayTable, take, UsageError, type Command } from "./command";
import { inHouse } from "./house";

const options = {
  integration: { type: "string" },
  firm: { type: "string", multiple: true },
  rights: { type: "string" },
  "before-live": { type: "boolean" },
  "per-minute": { type: "string" },
  days: { type: "string" },
} as const;

function readArgs(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? thrown.message : "wrongly called");
  }
}

function daysOf(days: string | undefined): KeyInput {
  const read = keyInput.safeParse(days === undefined ? {} : { days });
  if (!read.success) throw new UsageError("--days is a whole number from 1 to 400");
  return read.data;
}

/** Prints a key, this one time, and where it is used. */
async function sayKey(ctx: Context, clientId: string, input: KeyInput): Promise<void> {
  const { text, expiresAt } = await makeTokenKey(ctx, { clientId, ...input });
  say(
    "Its key, shown this one time:",
    "",
    `  ${text.reveal()}`,
    "",
    `It expires on ${expiresAt.toISOString().slice(0, 10)}.`,
  );
}

async function list(args: string[]): Promise<boolean> {
  take(args, []);
  return inHouse(async ({ ctx }) => {
    const clients = await listTokenClients(ctx);
    if (clients.length === 0) {
      say("There is no token client yet.");
      return true;
    }
    const day = (at: Date | null) => at?.toISOString().slice(0, 16).replace("T", " ") ?? "never";
    sayTable([
      ["id", "name", "integration", "firms", "active keys", "last used"],
      ...clients.map((one) => [
        one.id,
        one.name,
        one.integrationName ?? "–",
        one.firms > 0 ? String(one.firms) : "–",
        one.revokedAt ? "revoked" : String(one.activeKeys),
        day(one.lastUsedAt),
      ]),
    ]);
    return true;
  });
}

const rightWords: Record<string, Record<string, string>> = {
  tokens: { may_take_tokens: "on" },
  statuses: { may_read_status: "on" },
  both: { may_take_tokens: "on", may_read_status: "on" },
};

async function create(args: string[]): Promise<boolean> {
  const { values, positionals } = readArgs(args);
  const [name] = take(positionals, ["name"]);
  const rights = rightWords[values.rights ?? "both"];
  if (!rights) throw new UsageError(`rights are one of ${Object.keys(rightWords).join(", ")}`);
  const key = daysOf(values.days);
  return inHouse(async ({ ctx }) => {
    const { integration: wanted } = values;
    const known = wanted ? await listIntegrations(ctx) : [];
    const integration = known.find(({ id, name: called }) => id === wanted || called === wanted);
    if (wanted && !integration) throw new UsageError(`there is no integration “${wanted}”`);
    const read = clientInput.safeParse({
      name,
      ...(integration && { integration: integration.id }),
      firms: (values.firm ?? []).join("\n"),
      ...rights,
      ...(values["before-live"] && { before_live: "on" }),
      ...(values["per-minute"] && { requests_a_minute: values["per-minute"] }),
    });
    if (!read.success) throw new UsageError(read.error.issues[0]?.message ?? "wrongly called");
    const clientId = await createTokenClient(ctx, read.data);
    say(`${name} is a token client now: ${clientId}`);
    await sayKey(ctx, clientId, key);
    return true;
  });
}

async function makeKey(args: string[]): Promise<boolean> {
  const { values, positionals } = readArgs(args);
  const [clientId] = take(positionals, ["id"]);
  const input = daysOf(values.days);
  return inHouse(async ({ ctx }) => {
    await sayKey(ctx, clientId, input);
    return true;
  });
}

/** A whole client, or one key of it by the id that stands in it. */
async function revoke(args: string[]): Promise<boolean> {
  const [clientId = "", keyId, ...more] = args;
  if (!clientId) throw new UsageError("the id is missing");
  if (more.length > 0) throw new UsageError(`“${more[0]}” is too much`);
  return inHouse(async ({ ctx }) => {
    if (keyId) await revokeTokenKey(ctx, { clientId, keyId });
    else await revokeTokenClient(ctx, { clientId });
    const { name = clientId } = (await loadTokenClient(ctx, clientId)) ?? {};
    say(keyId ? `The key of ${name} was revoked.` : `${name} was revoked, with all its keys.`);
    return true;
  });
}

export const tokenClientCommands: Command[] = [
  {
    usage: "token-clients list",
    about: "the integration services that may ask at the machine's door",
    run: list,
  },
  {
    usage: "token-clients create <name> [--integration <name>] […]",
    about: "make one, with its first key, which is shown once",
    run: create,
  },
  {
    usage: "token-clients key <id> [--days N]",
    about: "make another key; two can be active at once",
    run: makeKey,
  },
  {
    usage: "token-clients revoke <id> [<key id>]",
    about: "revoke one with all its keys, or one key",
    run: revoke,
  },
];
