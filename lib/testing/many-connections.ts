import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sealKeys } from "@/lib/applications/keys";
import { sealTokens } from "@/lib/connection/tokens-at-rest";
import type { Context } from "@/lib/context";
import { applications, connections, firms, grants, people } from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import { Secret } from "@/lib/logger";

const BATCH = 500;

/**
 * So many firms with a connection each, written straight into the tables: for what is about numbers.
 * Connection `n` holds the tokens that `startTokenServer` gave it first. Returns the grants' ids.
 */
export async function addConnections(
  ctx: Context,
  integrationId: string,
  count: number,
): Promise<string[]> {
  const at = new Date();
  const [set] = await ctx.db.query((db) =>
    db.query.scopeSets.findMany({ where: (row, { eq }) => eq(row.integrationId, integrationId) }),
  );
  if (!set) throw new Error("the integration has no scopes");
  const ids: string[] = [];
  for (let first = 0; first < count; first += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, count - first) }, (_, index) => {
      const n = first + index;
      const firmId = newId("firm");
      const own = { region: "us" as const, createdAt: at };
      const person = newId("person");
      const application = { id: newId("application"), firmId };
      const connection = newId("connection");
      const grant = { id: newId("grant"), firmId, connectionId: connection };
      const keys = { clientId: `key${n}`, clientSecret: new Secret(`secret${n}`) };
      const tokens = {
        accessToken: new Secret(`a.${n}.0`),
        refreshToken: new Secret(`r.${n}.0`),
        expiresInSeconds: 3600,
      };
      return {
        person: {
          id: person,
          kind: "firm" as const,
          email: `p${n}@many.test`,
          name: `Person ${n}`,
        },
        firm: {
          ...own,
          id: firmId,
          name: `Firm ${n}`,
          route: "firm_private" as const,
          integrationId,
          mainContactId: person,
          createdBy: person,
        },
        application: {
          ...own,
          ...application,
          ...sealKeys(ctx, application, keys),
          name: "Many",
          deauthorizationKey: application.id,
          keysStoredAt: at,
        },
        connection: { id: connection, firmId, region: "us" as const, connectedAt: at },
        grant: {
          ...own,
          ...grant,
          ...sealTokens(ctx, grant, tokens, at),
          applicationId: application.id,
          scopeSetId: set.id,
          personId: person,
          state: "active" as const,
        },
      };
    });
    await ctx.db.transaction(async (tx) => {
      await tx.insert(people).values(batch.map(({ person }) => person));
      await tx.insert(firms).values(batch.map(({ firm }) => firm));
      await tx.insert(applications).values(batch.map(({ application }) => application));
      await tx.insert(connections).values(batch.map(({ connection }) => connection));
      await tx.insert(grants).values(batch.map(({ grant }) => grant));
    });
    ids.push(...batch.map(({ grant }) => grant.id));
  }
  return ids;
}

/**
 * A token endpoint that renews the tokens of `addConnections` and rotates: a refresh token that is not
 * the newest of its connection is refused. `newest` is the refresh token that each should hold.
 */
export async function startTokenServer() {
  const generation = new Map<string, number>();
  const newest = (n: number | string) => `r.${n}.${generation.get(String(n)) ?? 0}`;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const given = new URLSearchParams(body).get("refresh_token") ?? "";
      const n = given.split(".")[1] ?? "";
      const isGood = given === newest(n);
      if (isGood) generation.set(n, (generation.get(n) ?? 0) + 1);
      const tokens = {
        access_token: `a.${n}.${generation.get(n)}`,
        refresh_token: newest(n),
        expires_in: 3600,
        token_type: "bearer",
      };
      response.writeHead(isGood ? 200 : 400, { "content-type": "application/json" });
      response.end(JSON.stringify(isGood ? tokens : { error: "invalid_grant" }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    newest,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
