import { takeHint } from "@/lib/connection/take-hint";
import { systemContext } from "@/lib/web/context";

/**
 * Clio calls this when somebody removes the application, by GET or POST: a hint, so nothing of the call
 * is read, and the answer is the same whatever comes of it.
 */
export async function GET(_request: Request, { params }: { params: Promise<{ key: string }> }) {
  const ctx = systemContext("deauthorized");
  try {
    await takeHint(ctx, { key: (await params).key });
  } catch (thrown) {
    ctx.log.error({ err: thrown }, "a hint of Clio’s was not taken");
  }
  return new Response(null, { status: 200 });
}

export const POST = GET;
