import type { Readable } from "node:stream";
import { Hono } from "hono";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { escape, page } from "./html";

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

const MAX_MESSAGES = 2000;

/** Every mail that the portal sends, for people and for tests. */
export class Mailbox {
  readonly messages: Message[] = [];
  readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onData: (stream, _session, done) => {
      void this.#take(stream).then((error) => done(error));
    },
  });

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
      return c.body(null, 204);
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
