import { describe, expect, it } from "vitest";
import { agoWords, changeKinds, changeSentence } from "./change-rules";

const now = new Date("2026-06-03T12:00:00Z");
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);

describe("how long ago", () => {
  it.each([
    [-5, "just now"],
    [0, "just now"],
    [59, "just now"],
    [60, "1 minute ago"],
    [119, "1 minute ago"],
    [120, "2 minutes ago"],
    [3599, "59 minutes ago"],
    [3600, "1 hour ago"],
    [86_399, "23 hours ago"],
    [86_400, "1 day ago"],
    [864_000, "10 days ago"],
  ])("%i seconds", (seconds, words) => {
    expect(agoWords(before(seconds), now)).toBe(words);
  });
});

describe("who changed what", () => {
  it("names person, thing and time", () => {
    const change = { by: "Kim Doe", kind: "firm.owner_changed", at: before(130) } as const;
    expect(changeSentence(change, now)).toBe("Kim Doe changed the owner 2 minutes ago.");
  });

  it("says so when nobody knows", () => {
    expect(changeSentence(null, now)).toBe("Somebody changed this firm.");
  });

  it.each(changeKinds)("%s has its words", (kind) => {
    const sentence = changeSentence({ by: "Kim", kind, at: before(60) }, now);
    expect(sentence).toMatch(/^Kim changed (?:the|whether) .+ 1 minute ago\.$/);
  });
});
