import { expect, test } from "vitest";
import { forEachInput } from "@/lib/fuzz.testing";
import { placeWords, searchQuery, searchWords, tabQuery, tagQuery } from "./search-words";

test("words are letters and digits in lower case without accents, and whole addresses", () => {
  expect(
    searchWords(["Hartley & Moss LLP", "ada.moss@Hartley-Moss.test", null, "Ünal Östberg"]),
  ).toEqual([
    "hartley",
    "moss",
    "llp",
    "ada.moss@hartley-moss.test",
    "ada",
    "test",
    "unal",
    "ostberg",
  ]);
});

test("a long word is cut between two signs", () => {
  const [word = ""] = searchWords([`a${"\u{10330}".repeat(80)}`]);
  expect(word.isWellFormed()).toBe(true);
  expect(searchQuery(`a${"\u{10330}".repeat(80)}`)).toBe(`'${word}':*`);
});

test("a search asks for every word by its beginning, and for an address as a whole", () => {
  expect(searchQuery("Moss, hart")).toBe("'moss':* & 'hart':*");
  expect(searchQuery(" Ada@Moss.test moss")).toBe("'ada@moss.test':* & 'moss':*");
  expect(searchQuery("o'brien@x.test")).toBe("'o''brien@x.test':*");
  expect(searchQuery("Xu & Co")).toBe("'xu' & 'co'");
  expect(searchQuery("& | ! :* ()")).toBeNull();
});

test("a text is found by each of its words, whatever is in it: 10,000 seeded ones", async () => {
  await forEachInput(
    "words of the search",
    (fuzz) => fuzz.text(["Moss", " ", "@", "x.test", "é"]).slice(0, 100),
    (text) => {
      const kept = searchWords([text]);
      const asked = searchQuery(text) ?? "";
      const words = asked === "" ? [] : asked.split(" & ");
      for (const word of words) {
        const plain = word
          .slice(1, word.endsWith(":*") ? -3 : -1)
          .replaceAll("''", "'")
          .replaceAll("\\\\", "\\");
        expect(kept.some((one) => one.startsWith(plain))).toBe(true);
      }
    },
  );
});

test("tab and tags are found as a whole, and by nothing that is typed", () => {
  expect(placeWords({ tab: "broken", tags: ["VIP", "it's"] })).toEqual([
    "=broken",
    "#VIP",
    "#it's",
  ]);
  expect([tabQuery("broken"), tagQuery("it's \\ it")]).toEqual(["'=broken'", "'#it''s \\\\ it'"]);
  expect(searchWords(["=broken #VIP"])).toEqual(["broken", "vip"]);
});
