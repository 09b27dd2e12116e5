import { z } from "zod";
import { resources, type Resource } from "@/lib/vocabulary";
import type { IntegrationInput } from "./create-integration";

/** Reading Users is always asked for, so the form does not offer it. */
export const offeredResources = resources.filter(
  (one): one is Exclude<Resource, "users"> => one !== "users",
);

const text = z.string().trim().max(300, "This is too long.").default("");
const fieldsOf = (resource: string) => ({
  [`${resource}_access`]: z.enum(["", "read", "write"]).default(""),
  [`${resource}_need`]: z.enum(["required", "optional"]).default("required"),
  [`${resource}_purpose`]: text,
  [`${resource}_impact`]: text,
});
const fields = z.object({
  name: z.string().trim().min(1, "Give it a name.").max(120, "This is too long."),
  summary: z
    .string()
    .trim()
    .min(1, "Say in one sentence what it does.")
    .max(300, "This is too long."),
});
const perResource = z.object(
  Object.assign({}, ...offeredResources.map(fieldsOf)) as Record<string, z.ZodType<string>>,
);

/**
 * POST /api/staff/integrations: for each resource `<resource>_access` (empty, read, write), `_need`,
 * `_purpose` and `_impact`. Who writes reads, too: Clio's form has a box for each.
 */
export const integrationForm = z
  .strictObject({ ...fields.shape, ...perResource.shape })
  .transform((form, context): IntegrationInput => {
    const value = (name: string) => String((form as Record<string, unknown>)[name]);
    const scopes = offeredResources.flatMap((resource) => {
      const access = value(`${resource}_access`);
      if (access === "") {
        const hasWords = value(`${resource}_purpose`) !== "" || value(`${resource}_impact`) !== "";
        const message = "Choose what is needed, or leave the words below it empty.";
        if (hasWords) context.addIssue({ code: "custom", path: [`${resource}_access`], message });
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
        context.addIssue({ code: "custom", path: [`${resource}_${name}`], message });
      ask("purpose", "Say what it is for: firms read this before they allow it.");
      ask("impact", "Say what stops working without it.");
      const read = { ...line, access: "read" as const };
      return access === "write" ? [read, { ...line, access: "write" as const }] : [read];
    });
    if (scopes.length === 0) {
      const message = "Choose at least one permission.";
      context.addIssue({ code: "custom", path: [`${offeredResources[0]}_access`], message });
    }
    return { name: form.name, summary: form.summary, note: "First version.", scopes };
  });
