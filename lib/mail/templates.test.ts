import { describe, expect, it } from "vitest";
import { mailKinds, type MailKind } from "@/lib/vocabulary";
import { invented, inventedLetters, type Invented } from "./invented-letters";
import { textOf, type Letter } from "./letter";
import { htmlOf } from "./letter-html";

/** What a person, a firm or an account at Clio could be called to spoil a mail. */
const hostile = [
  `"><a href="https://evil.test/x">Hartley</a>`,
  `Hartley</p></div></body><script src=//evil.test></script>`,
  `Hartley\r\nBcc: eve@evil.test\r\n\r\nhttps://evil.test/l/cin_x`,
  `Hartley\u2028https://evil.test`,
  `\u202eHartley\u2066\u200f\u0000\ufeff`,
  `Hartley' onmouseover='alert(1)' style='&#x41;`,
  `Hartley ${"x".repeat(500)}`,
];

type Case = { kind: MailKind; name: string; letter: Letter; plain: Letter };
const cases = mailKinds.flatMap((kind) => {
  const plain = inventedLetters[kind](invented);
  const spoiled = hostile.flatMap((name) => {
    const given: Invented = {
      ...invented,
      agencyName: name,
      firmName: name,
      personName: name,
      senderName: name,
      integrationName: name,
      accountName: name,
      beforeName: name,
      stepTitle: name,
      email: name,
      agencyText: name,
    };
    const title = JSON.stringify(name).slice(0, 60);
    return inventedLetters[kind](given).map((letter, index) => ({ letter, index, name: title }));
  });
  const all = [
    ...plain.map((letter, index) => ({ letter, index, name: "plain names" })),
    ...spoiled,
  ];
  return all.map(({ index, ...one }): [string, string, Case] => {
    const same = plain[index];
    if (!same) throw new Error("the same letter with plain names is missing");
    return [kind, one.name, { kind, ...one, plain: same }];
  });
});

const withLink: MailKind[] = [
  "invite",
  "new_link",
  "sign_in",
  "hand_over",
  "reauthorize",
  "access_ended",
  "new_permissions",
];
/** What fills a short preview, so that a list of mails does not go on with the greeting. */
const FILLER = /<div>(?:\u00a0|\u200c|\u200b|\u200d|\u200e|\u200f|\ufeff)+<\/div>/;

describe("LK-12 mails", () => {
  it.each(cases)(
    "%s with %s: one link of ours, the same in the text, and no markup of a name's",
    (_kind, _name, { kind, letter, plain }) => {
      const { subject } = letter;
      const text = textOf(letter);
      const html = htmlOf(letter).replace(FILLER, "");
      const links = [...html.matchAll(/<a\s[^>]*?href="([^"]*)"/g)].map(([, link]) => link ?? "");
      expect(links).toHaveLength(1);
      const [link = ""] = links;
      expect(new URL(link).origin).toBe(invented.portalUrl);
      expect(html.match(/https?:\/\//g)).toHaveLength(1);
      expect(text.match(/https?:\/\/\S+/g)).toEqual([link]);
      expect(link === invented.link).toBe(withLink.includes(kind));
      // Only what the layout itself has: a name adds no element, no attribute, no line.
      const tags = (page: string) => page.match(/<[^>]*>/g)?.map((tag) => tag.length);
      expect(tags(html)).toEqual(tags(htmlOf(plain).replace(FILLER, "")));
      expect(text.split("\n")).toHaveLength(textOf(plain).split("\n").length);
      for (const part of [subject, text.replaceAll("\n", ""), html]) {
        expect(part).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
      }
      expect(subject).toMatch(/Hartley/);
      expect(Array.from(subject).length).toBeLessThanOrEqual(200);
    },
  );

  it.each(mailKinds)(
    "%s has no secret in its subject, a code only where it belongs, and nothing that is fetched",
    (kind) => {
      for (const letter of inventedLetters[kind](invented)) {
        const text = textOf(letter);
        const html = htmlOf(letter);
        expect(letter.subject).not.toMatch(/\d{6}|cin_|http/);
        expect([text, html].map((part) => part.includes(invented.code))).toEqual([
          kind === "code",
          kind === "code",
        ]);
        expect(html).not.toMatch(/<(?:img|script|link|iframe)|url\(|@import|@font-face|<!--\$/);
      }
    },
  );

  it("say the same in HTML as in the text, under a heading that is the subject's", () => {
    for (const letter of mailKinds.flatMap((kind) => inventedLetters[kind](invented))) {
      const words = (part: string) => part.replace(/&#x27;|&amp;/g, " ").replace(/\s+/g, " ");
      const html = words(
        htmlOf(letter)
          .replace(/^.*<\/h1>/s, "")
          .replaceAll(/<[^>]*>/g, " "),
      );
      const lines = [letter.greeting, ...letter.paragraphs, letter.button.label, ...letter.ending];
      for (const line of lines) {
        expect(html).toContain(words(line.replaceAll("&", " ")));
        expect(textOf(letter)).toContain(line);
      }
      expect(letter.subject.toLowerCase()).toBe(
        `${invented.firmName}: ${letter.heading}`.toLowerCase(),
      );
    }
  });

  it("keep what they are about in the subject, however long the firm's name is", () => {
    const firmName = `Hartley ${"🦉".repeat(500)}`;
    const [letter] = inventedLetters.live({ ...invented, firmName });
    expect(letter?.subject).toMatch(/^Hartley 🦉+…: your integration is switched on$/u);
    expect(letter?.subject.isWellFormed()).toBe(true);
  });
});
