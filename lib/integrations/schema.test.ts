import { describe, expect, it } from "vitest";
import { type Fuzz, forEachInput } from "@/lib/fuzz.testing";
import { resources } from "@/lib/vocabulary";
import { integrationForm, offeredResources } from "./schema";

const good = {
  name: "Clio and HubSpot contacts",
  summary: "Keeps people the same.",
  contacts_access: "write",
  contacts_purpose: "Keeps people the same",
  contacts_impact: "People differ.",
  tasks_access: "read",
  tasks_need: "optional",
  tasks_purpose: "Shows tasks",
  tasks_impact: "No tasks show.",
};
const problemsOf = (more: Record<string, string>) =>
  integrationForm.safeParse({ ...good, ...more }).error?.issues.map(({ path }) => path.join("."));

describe("the form of an integration", () => {
  it("asks for reading where it asks for writing, and keeps what is optional", () => {
    const { scopes } = integrationForm.parse(good);
    expect(scopes.map(({ resource, access, required }) => [resource, access, required])).toEqual([
      ["contacts", "read", true],
      ["contacts", "write", true],
      ["tasks", "read", false],
    ]);
  });

  it.each([
    [{ name: " " }, ["name"]],
    [{ summary: "x".repeat(301) }, ["summary"]],
    [{ tasks_purpose: "" }, ["tasks_purpose"]],
    [{ tasks_purpose: "", tasks_impact: " " }, ["tasks_purpose", "tasks_impact"]],
    [{ tasks_access: "" }, ["tasks_access"]],
    [
      { contacts_access: "", contacts_purpose: "", contacts_impact: "", tasks_access: "" },
      ["tasks_access", "contacts_access"],
    ],
    [{ contacts_access: "everything" }, ["contacts_access"]],
    [{ users_access: "read" }, [""]],
  ])("names what is wrong with %j", (more, fields) => {
    expect(problemsOf(more)).toEqual(fields);
  });

  it("OC-15 makes of 10,000 seeded forms known scopes, each once, or names what is wrong", async () => {
    const endings = ["_access", "_need", "_purpose", "_impact"] as const;
    const values = ["read", "write", "required", "optional", "", "Shows tasks"];
    let taken = 0;
    const make = (fuzz: Fuzz) => {
      const form: Record<string, unknown> = { ...good };
      for (let count = fuzz.int(4); count > 0; count -= 1) {
        const name = fuzz.pick(["contacts", ...offeredResources]) + fuzz.pick([...endings]);
        form[fuzz.once(8) ? fuzz.text([name, "users_access"]) : name] = fuzz.once(8)
          ? fuzz.json(values)
          : fuzz.text(values);
      }
      return fuzz.once(50) ? fuzz.json(Object.keys(good)) : form;
    };
    await forEachInput("scopes", make, (form) => {
      const parsed = integrationForm.safeParse(form);
      const scopes = parsed.data?.scopes ?? [];
      expect(scopes.length > 0).toBe(parsed.success);
      taken += parsed.success ? 1 : 0;
      const lines = scopes.map(({ resource, access }) => `${resource} ${access}`);
      expect(new Set(lines).size).toBe(lines.length);
      for (const scope of scopes) {
        expect(resources).toContain(scope.resource);
        expect(["read", "write"]).toContain(scope.access);
        expect(scope.purpose && scope.impact).not.toBe("");
      }
    });
    expect(taken).toBeGreaterThan(1000);
  });
});
