import "server-only";
import { cookies } from "next/headers";
import { digest, digestsUnderAnyKey, isEqualText } from "@/lib/crypto/hash";
import { cookieName } from "./auth";
import { services } from "./services";

/** What a form without JavaScript is told when its page comes back. Never a secret. */
export type Flash = {
  message?: string;
  /** What was done, where the page itself does not show it. */
  done?: string;
  fields?: Record<string, string>;
  values?: Record<string, string>;
  /** How a return from Clio ended that belongs to no trip of this person's. */
  ending?: "not_yours";
  reference?: string;
  /** A link that staff copy: on the next page, and then never again. */
  shownOnce?: string;
  /** The second factor was given again: what was typed is back, and the button is to be pressed again. */
  isConfirmed?: boolean;
};

export const FLASH_SECONDS = 60;
const MAX_LENGTH = 3000;
const SECRET_NAME = /secret|token|nonce|code/;

/**
 * A flash as the value of its cookie, signed, so that nobody can put words on our pages; empty while
 * the keys are in trouble.
 */
export function encodeFlash(flash: Flash): string {
  if (services().ring.trouble) return "";
  const values = Object.fromEntries(
    Object.entries(flash.values ?? {}).filter(([name]) => !SECRET_NAME.test(name)),
  );
  const pack = (content: Flash) => Buffer.from(JSON.stringify(content)).toString("base64url");
  const full = pack({ ...flash, values });
  const body = full.length <= MAX_LENGTH ? full : pack({ ...flash, values: {} });
  return `${body}.${digest(services().ring, "flash", body)}`;
}

/** What the last form left for this page; proxy.ts clears the cookie. */
export async function readFlash(): Promise<Flash> {
  return decodeFlash((await flashValue()) ?? "");
}

/** The cookie as it is, for a form that hands it on. */
export async function flashValue(): Promise<string | undefined> {
  return (await cookies()).get(cookieName("flash"))?.value;
}

/** What a value of `encodeFlash` says; nothing when it is not ours. */
export function decodeFlash(value: string): Flash {
  const [body, signature] = value.split(".");
  if (!body || !signature || services().ring.trouble) return {};
  const signatures = digestsUnderAnyKey(services().ring, "flash", body);
  if (!signatures.some((one) => isEqualText(signature, one))) return {};
  return JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as Flash;
}
