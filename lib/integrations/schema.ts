import { z } from "zod";
import { isDay } from "@/lib/settings/rules";
import { resources, type Resource } from "@/lib/vocabulary";
import type { IntegrationInput } from "./create-integration";
import type { ScopeLine } from "./rules";

/** Reading Users is always asked for, so the form does not offer it. */
export const offeredResources = resources.filter(
  (one): one is Exclude<Resource, "users"> => one !== "users",
);

const text = z.string().trim().max(300, "This is too long.").default("");
const inputsOf = (resource: string) => ({
  [`${resource}_access`]: z.enum(["", "read", "write"]).default(""),
  [`${resource}_need`]: z.enum(["required", "optional"]).default("required"),
  [`${resource}_purpose`]: text,
  [`${resource}_impact`]: text,
});
const names = z.object({
  name: z.string().trim().min(1, "Give it a name.").max(120, "This is too long."),
  summary: z
    .string()
    .trim()
    .min(1, "Say in one sentence what it does.")
    .max(300, "This is too long."),
});
const perResource = z.object(
  Object.assign({}, ...offeredResources.map(inputsOf)) as Record<string, z.ZodType<string>>,
);

type Problems = Pick<z.core.$RefinementCtx, "addIssue">;

/** The permissions of a form that was read field by field; what is wrong is added to `problems`. */
function readScopes(form: object, problems: Problems): ScopeLine[] {
  const value = (name: string) => String((form as Record<string, unknown>)[name]);
  const scopes = offeredResources.flatMap((resource) => {
    const access = value(`${resource}_access`);
    if (access === "") {
      const hasWords = value(`${resource}_purpose`) !== "" || value(`${resource}_impact`) !== "";
      const message = "Choose what is needed, or leave the words below it empty.";
      if (hasWords) problems.addIssue({ code: "custom", path: [`${resource}_access`], message });
      return [];
    }
    const line = {
      resource,
      required: value(`${resource}_need`) === "required",
      purpose: value(`${resource}_purpose`),
      impact: value(`${resource}_impact`),
    };
    const ask = (name: "purpose" | "impact", message: string) =>
      line[name] === "" &&
      problems.addIssue({ code: "custom", path: [`${resource}_${name}`], message });
    ask("purpose", "Say what it is for: firms read this before they allow it.");
    ask("impact", "Say what stops working without it.");
    const read = { ...line, access: "read" as const };
    return access === "write" ? [read, { ...line, access: "write" as const }] : [read];
  });
  if (scopes.length === 0) {
    const message = "Choose at least one permission.";
    problems.addIssue({ code: "custom", path: [`${offeredResources[0]}_access`], message });
  }
  return scopes;
}

/**
 * POST /api/staff/integrations: for each resource `<resource>_access` (empty, read, write), `_need`,
 * `_purpose` and `_impact`. Who writes reads, too: Clio's form has a box for each.
 */
export const integrationForm = z
  .strictObject({ ...names.shape, ...perResource.shape })
  .transform((form, context): IntegrationInput => {
    const { name, summary } = form;
    return { name, summary, note: "First version.", scopes: readScopes(form, context) };
  });

/** POST /api/staff/integrations/[id]/draft: the same fields, with a word to firms and a day. */
export const draftForm = z
  .strictObject({
    note: z
      .string()
      .trim()
      .min(1, "Tell firms in one or two sentences why this changes.")
      .max(600, "This is too long."),
    due: z.enum(["at_once", "on"], { error: "Choose from when on it is needed." }),
    due_on: z.string().trim().default(""),
    ...perResource.shape,
  })
  .transform((form, context) => {
    const { note, due, due_on: day } = form;
    if (due === "on" && !isDay(day)) {
      const message = "Choose the day.";
      context.addIssue({ code: "custom", path: ["due_on"], message });
    }
    return { note, dueOn: due === "on" ? day : null, scopes: readScopes(form, context) };
  });
export type DraftInput = z.output<typeof draftForm>;

/** The values of the form's fields for lines that there are: what the draft's page begins with. */
export function fieldsOf(lines: ScopeLine[]): Record<string, string> {
  return Object.fromEntries(
    offeredResources.flatMap((resource) => {
      const mine = lines.filter((line) => line.resource === resource);
      const [first] = mine;
      if (!first) return [];
      const isWrite = mine.some(({ access }) => access === "write");
      return [
        [`${resource}_access`, isWrite ? "write" : "read"],
        [`${resource}_need`, mine.some(({ required }) => required) ? "required" : "optional"],
        [`${resource}_purpose`, first.purpose],
        [`${resource}_impact`, first.impact],
      ];
    }),
  );
}
