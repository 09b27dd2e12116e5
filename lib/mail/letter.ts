import type { Letterhead } from "./letterhead";

/**
 * What one mail says, in the order in which it is read. Plain data: it waits sealed in the outbox, and
 * one layout makes HTML (`letter-html.tsx`) and text of it when it is sent. One purpose, one link; no
 * secret beyond that link and no client data.
 */
export type Letter = {
  subject: string;
  heading: string;
  agencyName: string;
  firmName: string;
  supportEmail: string;
  greeting: string;
  paragraphs: string[];
  button: { label: string; url: string };
  ending: string[];
};

const LONGEST_SUBJECT = 200;
/** A longer name would leave no room in the subject for what the mail is about. */
const LONGEST_NAME = 100;

/**
 * Makes a letter of its parts. The subject is the firm's name and the title; lines that hold names from
 * a form or from Clio become one line of plain text each.
 */
export function composeLetter(parts: {
  /** Who writes, and for which firm. */
  from: Letterhead;
  /** What it is about, as it goes on after "Firm: ". */
  title: string;
  greeting?: string;
  paragraphs: string[];
  button: Letter["button"];
  ending?: string[];
}): Letter {
  const { from, button } = parts;
  const title = oneLine(parts.title);
  const firmName = cut(oneLine(from.firmName), LONGEST_NAME);
  return {
    subject: cut(`${firmName}: ${title}`, LONGEST_SUBJECT),
    heading: title.charAt(0).toUpperCase() + title.slice(1),
    agencyName: oneLine(from.agencyName),
    firmName,
    supportEmail: oneLine(from.supportEmail),
    greeting: oneLine(parts.greeting ?? "Hello,"),
    paragraphs: parts.paragraphs.map(oneLine),
    button,
    ending: (parts.ending ?? []).map(oneLine),
  };
}

/** The plain-text part of a letter: the same words in the same order. */
export function textOf(letter: Letter): string {
  const { greeting, paragraphs, button, ending, agencyName, supportEmail } = letter;
  const link = `${button.label}:\n${button.url}`;
  const signature = `${agencyName}, ${supportEmail}`;
  return `${[greeting, ...paragraphs, link, ...ending, signature].join("\n\n")}\n`;
}

/**
 * A name from a form or from Clio adds no lines to a mail, turns no words around, and is no address
 * that a mail program would make a link of.
 */
function oneLine(text: string): string {
  return text
    .replace(/[\p{C}\u2028\u2029]+/gu, " ")
    .replaceAll("://", ": //")
    .trim();
}

/** By whole signs: half of one would be another one in a subject. */
function cut(text: string, longest: number): string {
  const signs = Array.from(text);
  return signs.length <= longest ? text : `${signs.slice(0, longest - 1).join("")}…`;
}
