import { describe, expect, it } from "vitest";
import { mailKinds, type MailKind } from "@/lib/vocabulary";
import * as templates from "./templates";
import type { MailContent } from "./templates";

const PORTAL = "https://portal.anteroom.test";
const LINK = `${PORTAL}/l/cin_${"A".repeat(43)}`;
const CODE = "402917";

const plain = {
  portalUrl: PORTAL,
  agencyName: "AcuCoders",
  supportEmail: "support@acucoders.test",
  firmName: "Hartley & Moss LLP",
  personName: "Ada Moss",
  senderName: "Ben Cole",
  integrationName: "Clio and HubSpot contacts",
  accountName: "Hartley & Moss",
  beforeName: "Hartley Dev",
  clientIdEnd: "4f2a",
  stepTitle: "Connect Clio",
  email: "ada@hartleymoss.test",
  firmId: "firm_1",
  subject: "somebody is stuck",
  sentence: "Somebody asked for help.",
  note: "Deadlines show in HubSpot from now on.",
  isOwnApplication: true,
  link: LINK,
  code: CODE,
};
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

const camel = (kind: MailKind) =>
  kind.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
/** The mail of a kind; each kind has its template by name. */
function mailOf(kind: MailKind, input: typeof plain): MailContent {
  const all = templates as Record<string, unknown>;
  const template = all[`${camel(kind)}Mail`] as ((given: typeof plain) => MailContent) | undefined;
  if (!template) throw new Error(`no template of ${kind}`);
  return template(input);
}
const inputs = [
  ["plain names", plain],
  ...hostile.map((name): [string, typeof plain] => {
    const names = { firmName: name, personName: name, senderName: name, agencyName: name };
    return [
      JSON.stringify(name).slice(0, 60),
      {
        ...plain,
        ...names,
        integrationName: name,
        accountName: name,
        beforeName: name,
        email: name,
      },
    ];
  }),
] as [string, typeof plain][];
const cases = mailKinds.flatMap((kind) =>
  inputs.map(([name, input]) => [kind, name, input] as const),
);
const withLink: MailKind[] = ["invite", "sign_in", "hand_over", "reauthorize", "new_permissions"];

describe("LK-12 mails", () => {
  it("have a template for each kind, and no other", () => {
    expect(Object.keys(templates).toSorted()).toEqual(
      mailKinds.map((kind) => `${camel(kind)}Mail`).toSorted(),
    );
  });

  it.each(cases)(
    "%s with %s: one link of ours, the same in the text, and no markup of a name's",
    (kind, _name, input) => {
      const { subject, text, html } = mailOf(kind, input);
      const links = [...html.matchAll(/<a\s[^>]*?href="([^"]*)"/g)].map(([, link]) => link ?? "");
      expect(links).toHaveLength(1);
      const [link = ""] = links;
      expect(new URL(link).origin).toBe(PORTAL);
      expect(html.match(/https?:\/\//g)).toHaveLength(1);
      expect(text.match(/https?:\/\/\S+/g)).toEqual([link]);
      expect(link === LINK).toBe(withLink.includes(kind));
      // Only what the frame itself has: a name adds no element, no attribute, no line.
      const tags = (mail: MailContent) => mail.html.match(/<[^>]*>/g)?.map((tag) => tag.length);
      const before = mailOf(kind, plain);
      expect(tags({ subject, text, html })).toEqual(tags(before));
      expect(text.split("\n")).toHaveLength(before.text.split("\n").length);
      for (const part of [subject, text.replaceAll("\n", ""), html]) {
        expect(part).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
      }
      expect(subject).toMatch(/Hartley/);
      expect(subject.length).toBeLessThanOrEqual(200);
    },
  );

  it.each(mailKinds)(
    "%s has no secret in its subject, and a code only where it belongs",
    (kind) => {
      const { subject, text, html } = mailOf(kind, plain);
      expect(subject).not.toMatch(/\d{6}|cin_|http/);
      expect([text.includes(CODE), html.includes(CODE)]).toEqual([
        kind === "code",
        kind === "code",
      ]);
    },
  );
});
