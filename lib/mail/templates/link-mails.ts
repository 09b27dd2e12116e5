import { composeLetter, type Letter } from "../letter";
import type { Letterhead } from "../letterhead";

/** Staff invite a firm's contact. The link may be opened as often as needed for 14 days. */
export function inviteMail(
  input: Letterhead & { personName: string; integrationName: string; link: string },
): Letter {
  return composeLetter({
    from: input,
    title: "connect your Clio account",
    greeting: `Hello ${input.personName},`,
    paragraphs: [
      `${input.agencyName} is setting up “${input.integrationName}” for ${input.firmName}. To connect your firm’s Clio account, follow a short checklist; it takes about 20 minutes, and you can stop and come back at any time.`,
      "You need to be an administrator of your firm’s Clio account.",
    ],
    button: { label: "Start the checklist", url: input.link },
    ending: ["The link works for 14 days and is for you alone. Please do not forward it."],
  });
}

/** A new invitation in place of one that was lost or has ended. */
export function newLinkMail(input: Letterhead & { personName: string; link: string }): Letter {
  return composeLetter({
    from: input,
    title: "your new link",
    greeting: `Hello ${input.personName},`,
    paragraphs: [
      `Here is a new link to the checklist of ${input.firmName}. It goes on where you stopped; links that we sent you before no longer work.`,
    ],
    button: { label: "Open the checklist", url: input.link },
    ending: ["The link works for 14 days and is for you alone. Please do not forward it."],
  });
}

/** A person asked for a link to sign in; it works once, in the browser that asked, for 10 minutes. */
export function signInMail(input: Letterhead & { link: string }): Letter {
  return composeLetter({
    from: input,
    title: "your sign-in link",
    paragraphs: [
      "Here is the link you asked for. Open it in the browser in which you asked for it.",
    ],
    button: { label: "Sign in", url: input.link },
    ending: [
      "The link works once, for 10 minutes.",
      "If you did not ask for it, you need not do anything: nobody can sign in with it without this mail.",
    ],
  });
}

/** Somebody at the firm hands one step to a colleague; the sender’s name is all that is added. */
export function handOverMail(
  input: Letterhead & { senderName: string; stepTitle: string; link: string },
): Letter {
  return composeLetter({
    from: input,
    title: `one step for you, “${input.stepTitle}”`,
    paragraphs: [
      `${input.senderName} asks you to do one step for ${input.firmName}: “${input.stepTitle}”. It is part of connecting the firm’s Clio account with what ${input.agencyName} builds.`,
      "The link opens this step and nothing else.",
    ],
    button: { label: "Open the step", url: input.link },
    ending: [
      "The link works for 7 days, and ends when the step is done. If you do not know this firm, open it and press “This is not for me”.",
    ],
  });
}

/** A firm is asked to connect again; the link leads straight to the page for it. */
export function reauthorizeMail(input: Letterhead & { link: string }): Letter {
  return composeLetter({
    from: input,
    title: "please connect Clio again",
    paragraphs: [
      `To keep the connection of ${input.firmName} working, please connect Clio once more. It takes two minutes; what works now goes on working until then.`,
      "You need to be able to sign in to your firm’s live Clio account.",
    ],
    button: { label: "Connect Clio again", url: input.link },
    ending: ["The link works for 7 days and is for you alone. Please do not forward it."],
  });
}
