import { composeLetter, type Letter } from "../letter";
import type { Letterhead } from "../letterhead";

/** Something was added to what the integration needs, and the firm has to allow it. */
export function newPermissionsMail(
  input: Letterhead & {
    integrationName: string;
    /** What is needed, and from when on. */
    sentence: string;
    /** Why, in the agency’s words. */
    note: string;
    /** The firm ticks boxes in its own application first. */
    isOwnApplication: boolean;
    link: string;
  },
): Letter {
  return composeLetter({
    from: input,
    title: "please allow new permissions in Clio",
    paragraphs: [
      input.sentence,
      input.note,
      "What works now goes on working meanwhile. Your firm’s connection stays the same; nothing is set up anew.",
      input.isOwnApplication
        ? "One page shows which boxes to tick in Clio, and has the button to connect. It takes about three minutes."
        : "One page shows what is asked for, and has the button to connect. It takes about a minute.",
    ],
    button: { label: "See the new permissions", url: input.link },
    ending: ["The link works for 7 days and is for you alone. Please do not forward it."],
  });
}
