import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** How an answer may leave the database: tables, or columns of them, that may differ afterwards. */
type Effect = "any" | string[];

type ExpectedClass = {
  /** Statuses for who accepts JSON, and for a browser without JavaScript. */
  json: number[];
  page: number[];
  /** Where a 303 leads: path and query. */
  to?: RegExp;
  changes: Effect;
  /** How often Clio may be sent a code or keys: at least, at most. */
  tokenRequests: [number, number];
};

const NOTHING = { changes: [] as string[], tokenRequests: [0, 0] as [number, number] };
const alone = (...statuses: number[]) => ({ json: statuses, page: statuses, ...NOTHING });
/** An attempt ends, and that stands in the history. */
const ENDING = { to: /^\/onboarding\/status\?attempt=att_\w+$/, changes: ["attempts", "events"] };

/** The closed list of what may come of a case; whatever else comes is wrong. */
export const expectedClasses = {
  /** Done: what was sent is stored, or a session begins. */
  accepted: { json: [200], page: [303], changes: "any", tokenRequests: [0, 9] },
  /** The way to Clio, to the letter the one that the firm's own keys and our own address give. */
  to_clio: { ...alone(200), changes: ["attempts", "events"] },
  /** A page or a file, with no effect and no cookie. */
  shown: alone(200),
  /** Back from Clio, not for this person, firm and browser, or handled before: nothing happens. */
  no_effect: { ...alone(303), to: /^\/onboarding\/status($|\?attempt=att_\w+$)/ },
  /** Back from Clio: the attempt ends, Clio is asked nothing. */
  ended: { ...alone(303), ...ENDING },
  /** Back from Clio: the code is sent to Clio exactly once, whose answer ends the attempt. */
  exchanged: { ...alone(303), ...ENDING, tokenRequests: [1, 1] },
  /** Nobody is signed in, as far as this request shows. */
  sign_in: { json: [401], page: [303, 307], to: /^\/sign-in$/, ...NOTHING },
  /** A message, at its field where the case names one; what was typed is kept, but for secrets. */
  back_with_message: { json: [422], page: [303], ...NOTHING },
  /** As above, after Clio was asked: the refused pair is noted, what is stored stays. */
  refused_by_clio: {
    json: [422],
    page: [303],
    changes: ["applications.refused_pair_digest", "events"],
    tokenRequests: [0, 5],
  },
  /** Another site, another browser, or somebody who may not. */
  forbidden: { json: [403], page: [303, 403], ...NOTHING },
  /** No such page, link or thing; a form without JavaScript comes back to a page that says so. */
  not_found: { json: [404], page: [303, 404], ...NOTHING },
  /** The link was a good one once. */
  over: { json: [410], page: [303], to: /^\/l\//, ...NOTHING },
  /** The front cannot tell what is asked, or where it ends. */
  unreadable: alone(400),
  wrong_method: alone(405),
  too_large: alone(413, 414, 431),
  misdirected: alone(421),
  /** The same page under its one address. */
  moved: { ...alone(307, 308), to: /^\/[\w/-]*(\?_rsc=[\w-]+)?$/ },
} satisfies Record<string, ExpectedClass>;
export type ClassName = keyof typeof expectedClasses;
export const classOf = (name: ClassName): ExpectedClass => expectedClasses[name];

const classNames = Object.keys(expectedClasses) as [ClassName, ...ClassName[]];
const who = z.enum(["firm", "otherFirm", "nobody", "staff"]);
const texts = z.record(z.string(), z.string().nullable());

/** What is sent. A case's own parts take the place of its category's; null takes one away. */
const request = z.strictObject({
  as: who.optional(),
  method: z.string().optional(),
  path: z.string().optional(),
  /** As it stands after the question mark. */
  query: z.string().optional(),
  headers: texts.optional(),
  /** In place of the cookies of `as`. */
  cookie: z.string().nullable().optional(),
  form: texts.optional(),
  /** In place of `form`: as it is, in UTF-8, or in base64. */
  body: z.string().optional(),
  bytes: z.base64().optional(),
  /** The whole request, to the byte, over a connection of its own. */
  raw: z.string().optional(),
});
/** What is made ready before, in the portal, its database and Clio: see corpus-world.ts. */
const given = z.strictObject({
  /** A trip to Clio: gives {state} and {connect}. */
  trip: z
    .enum(["open", "expired", "handled", "other_browser", "other_firm", "tossed", "colleague"])
    .optional(),
  /** A link: gives {token}, {browser} and {linkSession}. */
  link: z
    .enum(["invite", "opened", "sign_in", "used", "not_me", "replaced", "spent", "disabled"])
    .optional(),
  /** When the link ends, from now, in words of Postgres. */
  ends: z.string().optional(),
  /** When the link was revoked, from now. */
  revoked: z.string().optional(),
  /** What Clio knows as the secret of the firm's application from now on: {secret}. */
  secret: z.string().optional(),
});
const badCase = z.strictObject({
  id: z.string().regex(/^[A-G]-[a-z0-9-]+-\d\d$/),
  what: z.string().min(1),
  given: given.optional(),
  input: request,
  expected: z.enum(classNames),
  /** The field that the message stands at. */
  field: z.string().nullable().optional(),
  /** What is stored afterwards, of what the category reads. */
  stored: z.string().optional(),
});
const category = z.strictObject({
  name: z.string().min(1),
  atLeast: z.int().positive(),
  /** How each case is sent: as a script does, as a browser without JavaScript does, or both. */
  ways: z.array(z.enum(["json", "page"])).min(1),
  given: given.optional(),
  request: request.optional(),
  field: z.string().optional(),
  /** Where a form without JavaScript comes back to. */
  back: z.string().optional(),
  /** Fields whose text a person finds again when it was not accepted. */
  keeps: z.array(z.string()).default([]),
  /** Fields that no answer may hold in any spelling. */
  hides: z.array(z.string()).default([]),
  reads: z.enum(["keys", "hand_over_email", "help_text"]).optional(),
  /** Nothing at all of what was sent may come back, escaped or not. */
  isMute: z.boolean().default(false),
  /** A page of staff on which an accepted text stands. */
  staffSees: z.boolean().default(false),
  cases: z.array(badCase),
});
const part = z.strictObject({
  part: z.string().regex(/^[A-G]$/),
  target: z.string(),
  categories: z.array(category),
});

export type Request = z.infer<typeof request>;
export type Given = z.infer<typeof given>;
export type Case = z.infer<typeof badCase>;
export type Category = z.infer<typeof category>;
export type Part = z.infer<typeof part>;
export type Way = Category["ways"][number];

/** A part of the corpus; a typing mistake in its file is an error. */
export function readPart(file: string): Part {
  const path = join("e2e", "corpus", file);
  return part.parse(JSON.parse(readFileSync(path, "utf8")));
}

/** A category's own request with the case's parts over it. */
export function requestOf({ request: common = {} }: Category, { input }: Case): Request {
  return {
    ...common,
    ...input,
    headers: { ...common.headers, ...input.headers },
    form: { ...common.form, ...input.form },
  };
}
