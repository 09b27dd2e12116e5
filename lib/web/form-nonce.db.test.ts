import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testContext } from "@/lib/context.testing";
import { formNonces } from "@/lib/db/schema";
import { createTestDatabase, type TestDatabase } from "@/lib/db/testing";
import { newFormNonce, once } from "./form-nonce";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

const person = (personId: string) =>
  testContext(test.db, {
    kind: "firm",
    personId,
    firmId: "firm_1",
    sessionId: "ses_1",
    copiedLinkId: null,
    handOver: null,
  });

const press = (nonce: string, what: unknown = ["/api/onboarding/plan", { plan: "advanced" }]) => ({
  nonce,
  what,
});

describe("H-9 a form pressed twice", () => {
  it("does its work once and gives both the same answer", async () => {
    const nonce = newFormNonce();
    let runs = 0;
    const again = () =>
      once(person("person_1"), press(nonce), async () => {
        runs += 1;
        await new Promise((resolve) => setTimeout(resolve, 50));
        return `/done/${runs}`;
      });
    const answers = await Promise.all(Array.from({ length: 10 }, again));
    expect(new Set(answers)).toEqual(new Set(["/done/1"]));
    expect(await again()).toBe("/done/1");
    expect(runs).toBe(1);
  });

  it("can be sent again after it failed", async () => {
    const nonce = newFormNonce();
    const failing = once(person("person_1"), press(nonce), () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    expect(await once(person("person_1"), press(nonce), async () => "/now")).toBe("/now");
  });

  it("is another press with another answer, or at another place", async () => {
    const nonce = newFormNonce();
    const send = (what: unknown, location: string) =>
      once(person("person_1"), press(nonce, what), async () => location);
    const [plan, people] = ["/api/onboarding/plan", "/api/onboarding/people"];
    expect(await send([plan, { plan: "advanced" }], "/first")).toBe("/first");
    // Back, the browser shows the page from memory, and the person corrects the answer.
    expect(await send([plan, { plan: "essentials" }], "/second")).toBe("/second");
    expect(await send([people, { plan: "advanced" }], "/third")).toBe("/third");
    expect(await send([plan, { plan: "advanced" }], "/again")).toBe("/first");
  });

  it("says nothing of another person's press", async () => {
    const nonce = newFormNonce();
    expect(await once(person("person_1"), press(nonce), async () => "/mine")).toBe("/mine");
    expect(await once(person("person_2"), press(nonce), async () => "/theirs")).toBe("/theirs");
  });

  it("keeps no way to another site, which may carry a secret", async () => {
    const nonce = newFormNonce();
    const away = async () => "https://clio.test/oauth/authorize?state=canary-of-a-state";
    expect(await once(person("person_1"), press(nonce), away)).toContain("canary");
    const kept = await person("person_1").db.query((db) => db.select().from(formNonces));
    expect(kept.length).toBeGreaterThan(0);
    expect(JSON.stringify(kept)).not.toContain("canary");
  });
});
