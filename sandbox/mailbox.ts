import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { Hono } from "hono";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { z } from "zod";
import { escape, page } from "./html";
import { keep, readKept } from "./kept-json";

type Message = {
  id: string;
  to: string;
  from: string;
  subject: string;
  date: string;
  text: string;
  html: string;
  links: string[];
  messageId: string;
};

const MAX_MESSAGES = 500;

/** How the next mails fail: refused for now, refused for good, or kept while the answer gets lost. */
const faultSchema = z.strictObject({
  kind: z.enum(["later", "never", "lost_answer"]),
  next: z.number().int().positive(),
});

/** What smtp-server keeps of a connection; its types do not say. */
type SmtpConnection = { session: { id: string }; _socket: Socket };

/** Every mail that the portal sends, for people and for tests. */
export class Mailbox {
  messages: Message[] = [];
  #fault: z.infer<typeof faultSchema> | null = null;
  readonly #file: string | null;
  readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onData: (stream, session, done) => {
      const fault = this.#takeFault();
      if (fault === "later" || fault === "never") {
        const responseCode = fault === "later" ? 451 : 550;
        stream.resume();
        stream.once("end", () => done(Object.assign(new Error("refused"), { responseCode })));
        return;
      }
      void this.#take(stream).then((error) => {
        if (fault !== "lost_answer") return done(error);
        for (const one of this.server.connections as Set<SmtpConnection>)
          if (one.session.id === session.id) one._socket.destroy();
        return undefined;
      });
    },
  });

  /** Mails are kept in `file` when there is one. */
  constructor(file: string | null) {
    this.#file = file;
    this.messages = (readKept(file) as Message[] | null) ?? [];
  }

  #save(): void {
    keep(this.#file, this.messages);
  }

  #takeFault(): z.infer<typeof faultSchema>["kind"] | null {
    const fault = this.#fault;
    if (!fault) return null;
    fault.next -= 1;
    if (fault.next === 0) this.#fault = null;
    return fault.kind;
  }

  /** Keeps one mail; returns what is wrong with it instead of throwing, for the SMTP answer. */
  async #take(stream: Readable): Promise<Error | null> {
    try {
      const mail = await simpleParser(stream);
      const to = Array.isArray(mail.to) ? mail.to[0] : mail.to;
      const text = mail.text ?? "";
      this.messages.unshift({
        id: crypto.randomUUID(),
        to: to?.value[0]?.address ?? "",
        from: mail.from?.text ?? "",
        subject: mail.subject ?? "",
        date: (mail.date ?? new Date()).toISOString(),
        text,
        html: mail.html || "",
        links: text.match(/https?:\/\/\S+/g) ?? [],
        messageId: mail.messageId ?? "",
      });
      this.messages.length = Math.min(this.messages.length, MAX_MESSAGES);
      this.#save();
      return null;
    } catch (thrown) {
      return thrown instanceof Error ? thrown : new Error("unreadable mail");
    }
  }

  routes(): Hono {
    const app = new Hono();
    app.get("/mailbox/messages", (c) => {
      const to = c.req.query("to");
      return c.json(this.messages.filter((message) => !to || message.to === to));
    });
    app.delete("/mailbox/messages", (c) => {
      this.messages.length = 0;
      this.#save();
      return c.body(null, 204);
    });
    app.put("/mailbox/fault", async (c) => {
      const fault = faultSchema.nullable().safeParse(await c.req.json());
      if (!fault.success) return c.json({ error: fault.error.message }, 400);
      this.#fault = fault.data;
      return c.json(fault.data);
    });
    app.get("/mailbox", (c) => {
      const rows = this.messages.map(
        (one) =>
          `<tr><td>${escape(one.to)}</td><td><a href="/mailbox/${one.id}">${escape(one.subject)}</a></td><td>${one.date}</td></tr>`,
      );
      return c.html(page("Mailbox", `<table>${rows.join("")}</table>`));
    });
    app.get("/mailbox/:id", (c) => {
      const one = this.messages.find((message) => message.id === c.req.param("id"));
      if (!one) return c.html(page("Not found", ""), 404);
      const text = escape(one.text).replace(
        /https?:\/\/[^\s&]+/g,
        (url) => `<a href="${url}">${url}</a>`,
      );
      return c.html(
        page(
          one.subject,
          `<p>To ${escape(one.to)}</p><pre style="white-space:pre-wrap">${text}</pre>`,
        ),
      );
    });
    return app;
  }
}
