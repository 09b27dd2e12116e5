import "server-only";
import { requireStaff, type Context } from "@/lib/context";
import { toAppError, type ErrorCode } from "@/lib/errors";
import { contextOf, currentSession, systemContext } from "./context";

const statuses: Partial<Record<ErrorCode, number>> = {
  invalid_input: 400,
  forbidden: 403,
  not_found: 404,
  unavailable: 503,
};

/** Answers staff's pages while they are open with what `read` gives, as JSON that nobody keeps. */
export async function staffJson(read: (ctx: Context) => Promise<unknown>): Promise<Response> {
  const headers = { "cache-control": "private, no-store" };
  const session = await currentSession("page");
  const ctx = session && contextOf(session);
  if (!ctx) return Response.json({ error: "not_signed_in" }, { status: 401, headers });
  try {
    requireStaff(ctx, "viewer");
    return Response.json(await read(ctx), { headers });
  } catch (thrown) {
    const error = toAppError(thrown);
    const status = statuses[error.code] ?? 500;
    if (status >= 500) systemContext("api").log.error({ err: error }, "a page's question failed");
    const { code, human, fields } = error;
    return Response.json({ error: code, message: human, fields }, { status, headers });
  }
}
