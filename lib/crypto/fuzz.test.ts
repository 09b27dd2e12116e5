import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { type Fuzz, forEachInput } from "@/lib/fuzz.testing";
import { loadKeyRing } from "./key-ring";
import { open } from "./open";
import { seal, type SealOwner } from "./seal";

const ring = loadKeyRing(`k1:${randomBytes(32).toString("base64")}`);
const owner: SealOwner = {
  table: "applications",
  column: "client_secret_sealed",
  rowId: "app_1",
  firmId: "firm_1",
  purpose: "client secret",
};

it("SE-11 gives 10,000 seeded texts back to the byte", async () => {
  const longest = "\u{1f511}\u0000\u202e\u00e9x".repeat(5_958);
  const texts = [longest, "", "\u0000", seal(ring, owner, "an envelope of our own")];
  let longestBytes = 0;
  const make = (fuzz: Fuzz) => {
    const text = texts.pop() ?? fuzz.text(["\u{1f511}", "שלום", "secret"]);
    // A half of a pair of surrogates is no text: no UTF-8 can carry it to us.
    return text.toWellFormed();
  };
  await forEachInput("seal and open", make, (text) => {
    const bytes = Buffer.from(open(ring, owner, seal(ring, owner, text)).reveal(), "utf8");
    expect(bytes.equals(Buffer.from(text, "utf8"))).toBe(true);
    longestBytes = Math.max(longestBytes, bytes.length);
  });
  expect(longestBytes).toBeGreaterThan(64 * 1024);
});
