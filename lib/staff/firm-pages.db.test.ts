import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "@/lib/context";
import { testContext } from "@/lib/context.testing";
import { createTestDatabase, type TestDatabase } from "@/lib/db/testing";
import { listEvents } from "@/lib/events/queries";
import { sendMail } from "@/lib/mail/send-mail";
import { createIntegration } from "@/lib/integrations/create-integration";
import { Mailbox } from "@/sandbox/mailbox";
import { createFirm } from "./create-firm";
import { listFirms } from "./list-firms";
import { listMails } from "./list-mails";
import { retryMail } from "./retry-mail";

const FIRMS = 53;
let test: TestDatabase;
let staff: Context;
const ids: string[] = [];

const as = (role: "admin" | "viewer", variables?: Record<string, string>) =>
  testContext(test.db, { kind: "staff", personId: "p", role, sessionId: "s" }, variables);

beforeAll(async () => {
  test = await createTestDatabase();
  staff = as("admin");
  const integration = await createIntegration(staff, {
    name: "Test",
    summary: "Test",
    note: "",
    scopes: [{ resource: "contacts", access: "read", required: true, purpose: "p", impact: "i" }],
  });
  for (let index = 0; index < FIRMS; index += 1) {
    const { firmId } = await createFirm(staff, {
      name: `Firm ${index}`,
      route: "firm_private",
      region: "us",
      integration,
      contact_name: "Mara Quill",
      contact_email: `mara${index}@quilladeyemi.test`,
    });
    ids.unshift(firmId);
  }
});
afterAll(() => test.close());

describe("the list of firms", () => {
  it("comes in pages, each firm once, the newest first", async () => {
    const first = await listFirms(staff, {});
    const second = await listFirms(staff, { after: first.next ?? "" });
    const seen = [...first.firms, ...second.firms].map(({ firmId }) => firmId);
    expect([first.firms.length, second.firms.length, second.next]).toEqual([50, 3, null]);
    expect(seen).toEqual(ids);
    expect((await listFirms(staff, { after: "firm_unknown" })).firms).toEqual([]);
  });

  it("turns a firm's history over by lines", async () => {
    const firmId = ids[0] ?? "";
    const all = await listEvents(staff, { firmId, limit: 50 });
    const [newest] = await listEvents(staff, { firmId, limit: 1 });
    const older = await listEvents(staff, { firmId, limit: 50, before: newest?.seq });
    expect([newest, ...older]).toEqual(all);
  });
});

describe("mails that were not sent", () => {
  const newest = async () => (await listMails(staff, ids[0] ?? ""))[0];

  it("are shown with the server's refusal, and never their text", async () => {
    expect(await sendMail(staff, (await newest())?.id ?? "")).toBe("again");
    const mail = await newest();
    expect(mail).toMatchObject({ state: "not_sent", error: "ESOCKET", kind: "invite" });
    expect(JSON.stringify(mail)).not.toContain("/l/");
    expect((await listFirms(staff, {})).firms[0]?.mailsNotSent).toBe(1);
  });

  it("are tried again by operators alone, at their own firm, and sent once", async () => {
    const firmId = ids[0] ?? "";
    const mailId = (await newest())?.id ?? "";
    const mailbox = new Mailbox(null);
    await once(mailbox.server.listen(0, "127.0.0.1"), "listening");
    const { port } = mailbox.server.server.address() as AddressInfo;
    const reachable = { SMTP_URL: `smtp://127.0.0.1:${port}` };
    await expect(retryMail(as("viewer", reachable), { firmId, mailId })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(
      retryMail(as("admin", reachable), { firmId: ids[1] ?? "", mailId }),
    ).rejects.toMatchObject({ code: "conflict" });
    await retryMail(staff, { firmId, mailId });
    expect(await newest()).toMatchObject({ state: "on_its_way", error: null });
    expect(await sendMail(staff, mailId)).toBe("again");
    await retryMail(staff, { firmId, mailId });
    expect(await sendMail(as("admin", reachable), mailId)).toBe("sent");
    await expect(retryMail(staff, { firmId, mailId })).rejects.toMatchObject({ code: "conflict" });
    expect(mailbox.messages.map(({ to }) => to)).toEqual(["mara52@quilladeyemi.test"]);
    expect(await newest()).toMatchObject({ state: "sent", error: null });
    expect((await listFirms(staff, {})).firms[0]?.mailsNotSent).toBe(0);
    await new Promise<void>((resolve) => mailbox.server.close(() => resolve()));
  });
});
