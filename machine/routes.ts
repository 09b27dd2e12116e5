import { listClientConnections, seeConnection } from "@/lib/tokens/queries";
import { reportInput, reportRefusal } from "@/lib/tokens/report-refusal";
import { takeAccessToken } from "@/lib/tokens/take-access-token";
import { accessTokenAnswer, connectionAnswer, listAnswer } from "./answers";
import { BadRequest } from "./problem";
import { idempotencyKey, listQuery, noQuery } from "./queries";
import { readJson } from "./read-body";
import { readQuery, sayIssue, type Answer, type Caller } from "./serve";
import type { Services } from "./services";
import type { CountedClient } from "@/lib/tokens/statements";

type Answered = Promise<{ client: CountedClient } & Answer>;

const CONNECTION_ID = /^conn_[0-9a-z]{24}$/;

/** What is no id names nothing, and is looked for all the same: a key is judged before an id is. */
function connectionIdOf({ c }: Caller): string {
  const id = c.req.param("id") ?? "";
  return CONNECTION_ID.test(id) ? id : "none";
}

export async function getConnections({ door }: Services, caller: Caller): Answered {
  const { key, requestId, c } = caller;
  const { cursor, updated_since: since, ...rest } = readQuery(c, listQuery);
  const filter = { ...rest, after: cursor, updatedSince: since ? new Date(since) : undefined };
  const { client, ...page } = await listClientConnections(door, { key, requestId, filter });
  return { client, body: listAnswer(page) };
}

export async function getConnection({ door }: Services, caller: Caller): Answered {
  const { key, requestId, c } = caller;
  readQuery(c, noQuery);
  const connectionId = connectionIdOf(caller);
  const { client, connection } = await seeConnection(door, { key, requestId, connectionId });
  return { client, body: connectionAnswer(connection) };
}

export async function getAccessToken({ door, uses }: Services, caller: Caller): Answered {
  const { key, requestId, c } = caller;
  readQuery(c, noQuery);
  const connectionId = connectionIdOf(caller);
  const view = await takeAccessToken(door, { key, requestId, connectionId });
  const { client, firmId } = view;
  uses.noteToken({ clientId: client.client_id, connectionId, firmId }, Date.now());
  return { client, body: accessTokenAnswer(view) };
}

export async function postReport({ door }: Services, caller: Caller): Answered {
  const { key, requestId, c } = caller;
  readQuery(c, noQuery);
  const once = idempotencyKey.safeParse(c.req.header("idempotency-key"));
  if (!once.success) throw new BadRequest("header_invalid", sayIssue(once.error));
  const report = reportInput.safeParse(await readJson(c.env.incoming));
  if (!report.success) throw new BadRequest("body_invalid", sayIssue(report.error));
  const { client, answer } = await reportRefusal(door, {
    key,
    requestId,
    connectionId: connectionIdOf(caller),
    idempotencyKey: once.data,
    report: report.data,
  });
  return { client, body: answer };
}
