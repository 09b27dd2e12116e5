import { expect } from "playwright/test";
import { SANDBOX_URL } from "./clio";

/** A mail leaves right after the answer that promised it. */
const SOON = { timeout: 30_000, intervals: [20, 50, 100] };

type Mail = { id: string; to: string; subject: string; text: string; links: string[] };

/** Every mail to this address, the newest first. */
export async function mailsTo(address: string): Promise<Mail[]> {
  const url = `${SANDBOX_URL}/mailbox/messages?to=${encodeURIComponent(address)}`;
  return (await (await fetch(url)).json()) as Mail[];
}

/** The newest link of this kind that was mailed to the address, and is none of `before`. */
export async function newestLink(
  to: string,
  kind: "cin" | "clg" | "cho" | "cra",
  before: string[] = [],
): Promise<string> {
  let link: string | undefined;
  await expect(async () => {
    const links = (await mailsTo(to)).flatMap((mail) => mail.links);
    link = links.find((one) => one.includes(`/l/${kind}_`) && !before.includes(one));
    expect(link).toBeTruthy();
  }).toPass(SOON);
  return link ?? "";
}

/** The newest code of six digits that was mailed to the address, and is none of `before`. */
export async function newestCode(to: string, before: string[]): Promise<string> {
  let code: string | undefined;
  await expect(async () => {
    code = (await codesTo(to)).find((one) => !before.includes(one));
    expect(code).toBeTruthy();
  }).toPass(SOON);
  return code ?? "";
}

/** Every code that was mailed to the address, the newest first. */
export async function codesTo(to: string): Promise<string[]> {
  const texts = (await mailsTo(to)).map(({ text }) => text);
  return texts.flatMap((text) => /^Your code is (\d{6})\./m.exec(text)?.[1] ?? []);
}
