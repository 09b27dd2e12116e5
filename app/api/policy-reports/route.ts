import { systemContext } from "@/lib/web/context";
import { foreignOrigin } from "@/lib/web/origin";
import { reportLimit, violationOf } from "@/lib/web/policy-report";

const mayNote = reportLimit();

/** Browsers tell here what our content security policy kept from being loaded or run: it goes to the log. */
export async function POST(request: Request) {
  const ctx = systemContext("policy-reports");
  if (foreignOrigin(request.headers, ctx.env.PORTAL_URL))
    return new Response(null, { status: 403 });
  const violation = violationOf(await request.text());
  if (violation && mayNote(Date.now())) ctx.log.warn(violation, "a page broke the policy");
  return new Response(null, { status: 204 });
}
