import { Hono } from "hono";
import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { escape, page } from "./html";
import { keep, readKept } from "./kept-json";

const answers = ["200", "410", "500", "hang"] as const;

type Message = {
  box: string;
  id: string;
  receivedAt: string;
  type: string;
  /** Whether its signature fits the box's secret; null while the box has none. */
  isVerified: boolean | null;
  answered: (typeof answers)[number];
  body: string;
};
/** How one receiver is set: what it verifies with and what it answers. */
type Box = { secret: string; answer: (typeof answers)[number] };

const settings = z.object({
  secret: z.string().trim().optional(),
  answer: z.enum(answers).optional(),
});
const MAX_MESSAGES = 500;
const MAX_BODY = 65_536;

/** What an integration service would be: it takes webhooks, for people to look at and for tests. */
export class Receiver {
  #messages: Message[] = [];
  #boxes: Record<string, Box> = {};
  readonly #file: string | null;

  /** What arrived is kept in `file` when there is one. */
  constructor(file: string | null) {
    this.#file = file;
    const kept = readKept(file) as { messages: Message[]; boxes: Record<string, Box> } | null;
    if (kept) {
      this.#messages = kept.messages;
      this.#boxes = kept.boxes;
    }
  }

  #save(): void {
    keep(this.#file, { messages: this.#messages, boxes: this.#boxes });
  }

  #boxOf(name: string): Box {
    return (this.#boxes[name] ??= { secret: "", answer: "200" });
  }

  #take(name: string, headers: Record<string, string>, body: string): Box {
    const box = this.#boxOf(name);
    this.#messages.unshift({
      box: name,
      id: headers["webhook-id"] ?? "",
      receivedAt: new Date().toISOString(),
      type: typeOf(body),
      isVerified: box.secret ? isVerified(box.secret, headers, body) : null,
      answered: box.answer,
      body: body.slice(0, MAX_BODY),
    });
    this.#messages.length = Math.min(this.#messages.length, MAX_MESSAGES);
    this.#save();
    return box;
  }

  routes(): Hono {
    const app = new Hono();
    app.get("/webhooks/messages", (c) => {
      const box = c.req.query("box");
      return c.json(this.#messages.filter((one) => !box || one.box === box));
    });
    app.post("/webhooks/:box/settings", async (c) => {
      const found = settings.safeParse(await c.req.parseBody());
      if (!found.success) return c.json({ error: found.error.message }, 400);
      const { secret, answer } = found.data;
      const box = this.#boxOf(c.req.param("box"));
      if (secret !== undefined) box.secret = secret;
      if (answer !== undefined) box.answer = answer;
      this.#save();
      return c.redirect("/webhooks", 303);
    });
    app.post("/webhooks/:box", async (c) => {
      const { answer } = this.#take(c.req.param("box"), c.req.header(), await c.req.text());
      // Until the caller gives up, or the sandbox ends.
      if (answer === "hang") await new Promise(() => {});
      return c.body(null, Number(answer) as 200 | 410 | 500);
    });
    app.get("/webhooks", (c) => c.html(page("Webhooks", this.#page())));
    return app;
  }

  #page(): string {
    const boxes = Object.entries(this.#boxes).map(
      ([name, box]) => `<form method="post" action="/webhooks/${encodeURIComponent(name)}/settings">
<h2>/webhooks/${escape(name)}</h2><label>Signing secret<input type="text" name="secret" value="${escape(box.secret)}"></label>
<label>It answers<select name="answer">${answers
        .map((one) => `<option${one === box.answer ? " selected" : ""}>${one}</option>`)
        .join("")}</select></label><button>Save</button></form>`,
    );
    const rows = this.#messages.map(
      (one) =>
        `<tr><td>${escape(one.box)}</td><td>${escape(one.receivedAt)}</td><td>${escape(one.type)}</td><td>${verifiedWords(one)}</td><td>${one.answered}</td><td><details><summary>${escape(one.id)}</summary><pre style="white-space:pre-wrap">${escape(one.body)}</pre></details></td></tr>`,
    );
    return `<p>What an integration service would be: every address below <code>/webhooks/</code> is one.</p>${boxes.join("")}
<h2>What arrived</h2><table><tr><th>Where</th><th>When</th><th>Type</th><th>Signature</th><th>Answered</th><th>Message</th></tr>${rows.join("")}</table>`;
  }
}

const verifiedWords = ({ isVerified: found }: Message): string =>
  found === null ? "no secret to verify with" : found ? "verified" : "<strong>wrong</strong>";

function isVerified(secret: string, headers: Record<string, string>, body: string): boolean {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

function typeOf(body: string): string {
  try {
    const parsed = z.object({ type: z.string() }).safeParse(JSON.parse(body));
    return parsed.data?.type ?? "";
  } catch {
    return "";
  }
}
