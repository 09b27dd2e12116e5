import { createTransport } from "nodemailer";
import type { Env } from "@/lib/env";
import { broken, ok, type Finding } from "./finding";

const DEADLINE_MS = 5000;

/** Whether the mail server greets us and takes our password. No mail is sent. */
export async function checkMailServer(env: Pick<Env, "SMTP_URL">): Promise<Finding> {
  const url = env.SMTP_URL.reveal();
  const { host } = new URL(url);
  const transporter = createTransport({
    url,
    connectionTimeout: DEADLINE_MS,
    greetingTimeout: DEADLINE_MS,
    socketTimeout: DEADLINE_MS,
  });
  try {
    await transporter.verify();
    return ok(`The mail server answers at ${host}.`);
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "unknown";
    const isRefused = code === "EAUTH";
    return broken(
      isRefused
        ? `The mail server at ${host} refuses our name or password.`
        : `The mail server does not answer at ${host} (${code}).`,
      isRefused
        ? "Compare user and password in SMTP_URL with the mail server’s."
        : "Compare host and port in SMTP_URL, and see that this machine may reach them. Mails wait meanwhile.",
    );
  } finally {
    transporter.close();
  }
}
