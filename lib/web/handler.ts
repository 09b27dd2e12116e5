import "server-only";
import { cookies } from "next/headers";
import { NextResponse, type NextRequest } from "next/server";
import type { z } from "zod";
import { requireStaff, type Context } from "@/lib/context";
import { AppError, invalidInput, toAppError, type ErrorCode } from "@/lib/errors";
import type { HandOverStep, StaffRole } from "@/lib/vocabulary";
import { cookieName, cookieOptions } from "./auth";
import { contextOf, currentSession, systemContext } from "./context";
import { encodeFlash, FLASH_SECONDS } from "./flash";
import { once } from "./form-nonce";
import { foreignOrigin } from "./origin";
import { FIRM_FIELD, NONCE_FIELD, readForm, type FileField } from "./read-form";
import { SECOND_FACTOR_PAGE, stepUpPath } from "./staff-path";

const httpStatus: Record<ErrorCode, number> = {
  invalid_input: 422,
  not_signed_in: 401,
  forbidden: 403,
  second_factor_needed: 403,
  step_up_needed: 403,
  not_found: 404,
  conflict: 409,
  expired: 410,
  rate_limited: 429,
  unavailable: 503,
  keys_unavailable: 503,
  tampered: 500,
  internal: 500,
};

type Handling<Schema extends z.ZodType> = {
  who: "anyone" | "firm" | "staff";
  /** Of staff's: the least role that may do it, operator unless told otherwise. Its verb asks again. */
  role?: StaffRole;
  /** What staff do at the gate, before their second factor was given: that, and nothing else. */
  atGate?: boolean;
  /** The step that this belongs to: somebody to whom it was handed over may do it, too. */
  step?: HandOverStep;
  /** Somebody to whom any step was handed over may do it: asking for help. */
  anyStep?: boolean;
  schema: Schema;
  /** The field that may hold a file: it comes as base64. */
  file?: FileField;
  /** The page that a form without JavaScript comes back to with its errors; null: the bare status. */
  page: string | ((fields: Record<string, string>, error: AppError) => string | null);
  /** The verb. Returns where to go next: a path of ours. */
  run: (ctx: Context, input: z.infer<Schema>, request: NextRequest) => Promise<string>;
};

/**
 * A route handler for what changes something: origin, session, form, nonce, verb, answer. A form gets
 * 303; who accepts JSON gets `{ ok, location }` or `{ ok, error }`. What was typed is never lost, but
 * for secrets.
 */
export function handle<Schema extends z.ZodType>(handling: Handling<Schema>) {
  return async (request: NextRequest): Promise<NextResponse> => {
    const system = systemContext("handler");
    const isJson = (request.headers.get("accept") ?? "").includes("application/json");
    let fields: Record<string, string> = {};
    let isIdentified = false;
    try {
      const reason = foreignOrigin(request.headers, system.env.PORTAL_URL);
      if (reason) throw new AppError({ code: "forbidden", message: `foreign request: ${reason}` });
      const ctx = await identify(system, handling);
      isIdentified = true;
      const {
        [NONCE_FIELD]: nonce,
        [FIRM_FIELD]: firmOfPage,
        ...rest
      } = await readForm(request, handling.file);
      requireSameFirm(ctx, firmOfPage);
      fields = rest;
      const input = parse(handling.schema, fields);
      const press = { nonce, what: [request.nextUrl.pathname, fields] };
      const location = await once(ctx, press, () => handling.run(ctx, input, request));
      return isJson ? NextResponse.json({ ok: true, location }) : seeOther(system, location);
    } catch (thrown) {
      const error = toAppError(thrown);
      const isOurs = httpStatus[error.code] >= 500;
      system.log[isOurs ? "error" : "info"]({ err: error, code: error.code }, "a request failed");
      if (isJson) return failure(error);
      const page = pageOf(handling, fields, error);
      if (page === null || (isOurs && error.code !== "unavailable")) return plainFailure(error);
      // Who is at the wrong door has no page to come back to; who may not do this one thing has.
      if (error.code === "forbidden" && !isIdentified) return plainFailure(error);
      if (error.code !== "second_factor_needed") {
        const isTyped = error.code === "step_up_needed";
        const said = isTyped ? {} : { message: error.human, fields: error.fields };
        const flash = encodeFlash({ ...said, values: fields });
        (await cookies()).set(cookieName("flash"), flash, cookieOptions(FLASH_SECONDS));
      }
      return seeOther(system, page);
    }
  };
}

/** Where a form without JavaScript comes back to; who is not signed in any more has no page but that. */
function pageOf(
  { page }: Handling<z.ZodType>,
  fields: Record<string, string>,
  error: AppError,
): string | null {
  if (error.code === "not_signed_in") return "/sign-in";
  if (error.code === "second_factor_needed") return SECOND_FACTOR_PAGE;
  const back = typeof page === "string" ? page : page(fields, error);
  return error.code === "step_up_needed" ? stepUpPath(back ?? "/staff") : back;
}

async function identify(
  system: Context,
  handling: Omit<Handling<z.ZodType>, "schema" | "page" | "run">,
): Promise<Context> {
  const { who, role = "operator", atGate, step, anyStep } = handling;
  if (who === "anyone") return system;
  const session = await currentSession();
  if (session && session.gate !== "open" && !atGate) {
    throw new AppError({ code: "second_factor_needed", message: "a session at the gate" });
  }
  const ctx = session && contextOf(session, { atGate });
  if (!ctx) throw new AppError({ code: "not_signed_in", message: "no session" });
  if (ctx.actor.kind !== who) {
    throw new AppError({ code: "forbidden", message: `${ctx.actor.kind} at a handler for ${who}` });
  }
  if (who === "staff") requireStaff(ctx, role);
  const handedOver = ctx.actor.kind === "firm" ? ctx.actor.handOver : null;
  if (handedOver && handedOver.step !== step && !anyStep) {
    throw new AppError({
      code: "forbidden",
      message: "another step than the one that was handed over",
      human: "This link is for one step only. Please ask the person who sent it to you.",
    });
  }
  return ctx;
}

/** Whoever belongs to two firms may have changed over since the form's page was shown. */
function requireSameFirm({ actor }: Context, firmOfPage: string | undefined): void {
  if (firmOfPage === undefined || actor.kind !== "firm" || actor.firmId === firmOfPage) return;
  throw new AppError({
    code: "conflict",
    message: "a form of another firm's page than the one signed in for",
    human:
      "This page was of another of your firms than the one you are signed in for now. Nothing has changed. Please open the page again and look which firm it is for.",
  });
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  fields: Record<string, string>,
): z.infer<Schema> {
  const problems: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!isStorable(value)) problems[name] = UNSTORABLE;
  }
  if (Object.keys(problems).length > 0) throw invalidInput(problems);
  const parsed = schema.safeParse(fields, { error: plainWords });
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const name = String(issue.path[0] ?? "form");
    problems[name] ??= issue.path.length === 0 ? "A field does not belong here." : issue.message;
  }
  throw invalidInput(problems);
}

const UNSTORABLE = "There is a character in this that cannot be kept. Please type it again.";

/** Postgres holds no NUL, and half of a sign becomes another one in UTF-8: neither is ever typed. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\u0000");
}

/** For what a schema has no words of its own: those of zod speak to programmers. */
function plainWords({ code, input }: { code: string; input?: unknown }): string {
  if (code === "too_big") return "This is too long.";
  return input === undefined ? "This is missing." : "This is not one of the answers.";
}

function seeOther(ctx: Context, path: string): NextResponse {
  return NextResponse.redirect(new URL(path, ctx.env.PORTAL_URL), 303);
}

function retryHeaders(error: AppError): Record<string, string> {
  return error.retryAfterSeconds ? { "retry-after": String(error.retryAfterSeconds) } : {};
}

function failure(error: AppError): NextResponse {
  const { code, human: message, fields, version } = error;
  return NextResponse.json(
    { ok: false, error: { code, message, fields, version } },
    { status: httpStatus[code], headers: retryHeaders(error) },
  );
}

/** For what a page of ours cannot show: the plain words, without markup. */
function plainFailure(error: AppError): NextResponse {
  return new NextResponse(`${error.human}\n`, {
    status: httpStatus[error.code],
    headers: { "content-type": "text/plain; charset=utf-8", ...retryHeaders(error) },
  });
}
