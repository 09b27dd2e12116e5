import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { mailKinds } from "@/lib/vocabulary";
import { SANDBOX_URL } from "../support/clio";
import { inDatabase } from "../support/database";
import { PORTAL_URL } from "../support/portal";
import { bringAxe, expect, keepPicture, test, violationsOn } from "../support/test";

type Mail = { kind: string; subject: string; text: string; html: string; origin: string };
type Taken = { subject: string; text: string; html: string; messageId: string };

const takenMails = async () =>
  (await (await fetch(`${SANDBOX_URL}/mailbox/messages`)).json()) as Taken[];

/** What the mailbox has taken in the whole run, with the kind that the portal knows. */
async function mailsOfTheRun(): Promise<Mail[]> {
  const rows = await inDatabase(
    (sql) => sql<{ kind: string; id: string }[]>`select kind, message_id as id from mails`,
  );
  const kinds = new Map(rows.map(({ id, kind }) => [id, kind]));
  return (await takenMails()).map((mail) => {
    const kind = kinds.get(mail.messageId);
    if (!kind) throw new Error(`the portal knows nothing of “${mail.subject}”`);
    return { ...mail, kind, origin: new URL(PORTAL_URL).origin };
  });
}

/** Every kind with invented data, for those that no journey has brought. */
async function inventedMails(): Promise<Mail[]> {
  const program = ["--import", "tsx", "e2e/support/print-letters.ts"];
  const { stdout } = await promisify(execFile)(process.execPath, program, { maxBuffer: 10 ** 7 });
  return JSON.parse(stdout) as Mail[];
}

test("R-23 no mail of the run came twice", async () => {
  const ids = (await takenMails()).map(({ messageId }) => messageId);
  expect(ids.length).toBeGreaterThan(0);
  expect(ids.length).toBe(new Set(ids).size);
});

test("LK-12 OC-29 every mail has a text and one link, the same in both parts, to the portal", async ({
  page,
}) => {
  for (const { kind, subject, text, html, origin } of [
    ...(await mailsOfTheRun()),
    ...(await inventedMails()),
  ]) {
    await page.setContent(html);
    const links = await page
      .locator("a")
      .evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    expect(links, subject).toHaveLength(1);
    expect(text.match(/https?:\/\/\S+/g), subject).toEqual(links);
    expect(new URL(links[0] ?? "").origin, `${kind}: ${subject}`).toBe(origin);
  }
});

test("every kind of mail is readable for everybody, light and dark", async ({ page }) => {
  const all = [...(await mailsOfTheRun()), ...(await inventedMails())];
  await page.setViewportSize({ width: 640, height: 700 });
  for (const kind of mailKinds) {
    const mail = all.find((one) => one.kind === kind);
    await page.setContent(mail?.html ?? "");
    await bringAxe(page);
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violationsOn(page, "all"), `${kind}, ${colorScheme}`).toEqual([]);
    }
    await keepPicture(page, `mail-${kind}`);
  }
});
