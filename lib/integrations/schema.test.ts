import { describe, expect, it } from "vitest";
import { integrationForm } from "./schema";

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
    [{ contacts_access: "", tasks_access: "" }, ["contacts_access"]],
    [{ contacts_access: "everything" }, ["contacts_access"]],
    [{ users_access: "read" }, [""]],
  ])("names what is wrong with %j", (more, fields) => {
    expect(problemsOf(more)).toEqual(fields);
  });
});
