import type { Letterhead } from "./letterhead";

/** A mail's parts. One purpose, one link; no secret beyond that link and no client data. */
export type MailContent = { subject: string; text: string; html: string };

const LONGEST_SUBJECT = 200;

type Frame = {
  /** Who writes, and where questions go. */
  from: Letterhead;
  subject: string;
  greeting: string;
  paragraphs: string[];
  button: { label: string; url: string };
  ending: string[];
};

/** Staff invite a firm's contact. The link may be opened as often as needed for 14 days. */
export function inviteMail(
  input: Letterhead & { personName: string; integrationName: string; link: string },
): MailContent {
  return render({
    from: input,
    subject: `${input.firmName}: connect your Clio account`,
    greeting: `Hello ${input.personName},`,
    paragraphs: [
      `${input.agencyName} is setting up “${input.integrationName}” for ${input.firmName}. To connect your firm’s Clio account, follow a short checklist; it takes about 20 minutes, and you can stop and come back at any time.`,
      "You need to be an administrator of your firm’s Clio account.",
    ],
    button: { label: "Start the checklist", url: input.link },
    ending: ["The link works for 14 days and is for you alone. Please do not forward it."],
  });
}

/** A person asked for a link to sign in; it works once, in the browser that asked, for 10 minutes. */
export function signInMail(input: Letterhead & { link: string }): MailContent {
  return render({
    from: input,
    subject: `${input.firmName}: your sign-in link`,
    greeting: "Hello,",
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

/** Keys were sent or replaced: a security notice to every member. */
export function keysReceivedMail(input: Letterhead & { clientIdEnd: string }): MailContent {
  return render({
    from: input,
    subject: `${input.firmName}: we received your Clio keys`,
    greeting: "Hello,",
    paragraphs: [
      `The keys of your firm’s Clio application were sent to us. The client ID ends with ${input.clientIdEnd}. They are stored encrypted, and nobody can read the secret back, not even we.`,
    ],
    button: { label: "Open the checklist", url: `${input.portalUrl}/onboarding` },
    ending: [`If nobody in your firm did this, please tell ${input.agencyName} at once.`],
  });
}

/** A firm's account was connected and confirmed. */
export function connectedMail(input: Letterhead & { accountName: string }): MailContent {
  return render({
    from: input,
    subject: `${input.firmName}: Clio is connected`,
    greeting: "Hello,",
    paragraphs: [
      `The Clio account “${input.accountName}” is now connected for ${input.firmName}. We check each permission and show you the result.`,
    ],
    button: { label: "See your connection", url: `${input.portalUrl}/onboarding/status` },
    ending: ["You can end the connection on that page at any time."],
  });
}

/** The connection was ended on purpose: a security notice to every member. */
export function disconnectedMail(input: Letterhead): MailContent {
  return render({
    from: input,
    subject: `${input.firmName}: Clio is disconnected`,
    greeting: "Hello,",
    paragraphs: [
      `The connection of ${input.firmName} to Clio was ended. Our access has been withdrawn and removed; your data in Clio is untouched.`,
    ],
    button: { label: "Open the portal", url: `${input.portalUrl}/onboarding` },
    ending: [`If nobody in your firm did this, please tell ${input.agencyName} at once.`],
  });
}

/** Somebody at the firm hands one step to a colleague; the sender’s name is all that is added. */
export function handOverMail(
  input: Letterhead & { senderName: string; stepTitle: string; link: string },
): MailContent {
  return render({
    from: input,
    subject: `${input.firmName}: one step for you, “${input.stepTitle}”`,
    greeting: "Hello,",
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

/** A code before what could harm; it holds for this session alone. */
export function codeMail(input: Letterhead & { code: string }): MailContent {
  return render({
    from: input,
    // Not in the subject: that stands in the outbox in clear, and staff see it.
    subject: `${input.firmName}: your code`,
    greeting: "Hello,",
    paragraphs: [
      `Your code is ${input.code}. Enter it on the page that asked for it, within 15 minutes.`,
    ],
    button: { label: "Open the portal", url: `${input.portalUrl}/onboarding` },
    ending: ["We never ask for this code by phone or mail. If you did not ask for it, ignore it."],
  });
}

/** A person was added to the firm: a security notice to every member. */
export function personAddedMail(
  input: Letterhead & { personName: string; email: string },
): MailContent {
  return render({
    from: input,
    subject: `${input.firmName}: a person was added`,
    greeting: "Hello,",
    paragraphs: [
      `${input.personName} (${input.email}) can now work on the Clio connection of ${input.firmName}.`,
    ],
    button: { label: "See your firm’s people", url: `${input.portalUrl}/onboarding/people` },
    ending: [`If nobody in your firm did this, please tell ${input.agencyName} at once.`],
  });
}

/** Another Clio account took the place of the one before: a security notice to every member. */
export function accountChangedMail(
  input: Letterhead & { accountName: string; beforeName: string },
): MailContent {
  return render({
    from: input,
    subject: `${input.firmName}: another Clio account is connected`,
    greeting: "Hello,",
    paragraphs: [
      `The Clio account “${input.accountName}” is now connected for ${input.firmName}. Before, it was “${input.beforeName}”.`,
    ],
    button: { label: "See your connection", url: `${input.portalUrl}/onboarding/status` },
    ending: [`If nobody in your firm did this, please tell ${input.agencyName} at once.`],
  });
}

/** Staff have allowed another account for a firm: what is left is a person's yes. */
export function accountAllowedMail(input: Letterhead): MailContent {
  return render({
    from: input,
    subject: `${input.firmName}: you can change the Clio account now`,
    greeting: "Hello,",
    paragraphs: [
      `We have allowed another Clio account for ${input.firmName}. Open the portal and confirm it, or connect with it if you have not yet. Until then the account before stays connected.`,
    ],
    button: { label: "See your connection", url: `${input.portalUrl}/onboarding/status` },
    ending: ["This holds for one account, once, for 7 days."],
  });
}

/** A firm is asked to connect again; the link leads straight to the page for it. */
export function reauthorizeMail(input: Letterhead & { link: string }): MailContent {
  return render({
    from: input,
    subject: `${input.firmName}: please connect Clio again`,
    greeting: "Hello,",
    paragraphs: [
      `To keep the connection of ${input.firmName} working, please connect Clio once more. It takes two minutes; what works now goes on working until then.`,
      "You need to be able to sign in to your firm’s live Clio account.",
    ],
    button: { label: "Connect Clio again", url: input.link },
    ending: ["The link works for 7 days and is for you alone. Please do not forward it."],
  });
}

/** What the firm waited for is done: the next step can start. */
export function stepUnlockedMail(input: Letterhead & { stepTitle: string }): MailContent {
  return render({
    from: input,
    subject: `${input.firmName}: you can go on with “${input.stepTitle}”`,
    greeting: "Hello,",
    paragraphs: [
      `We have done our part for ${input.firmName}. The next step is yours: “${input.stepTitle}”.`,
    ],
    button: { label: "Open the checklist", url: `${input.portalUrl}/onboarding` },
    ending: [`If you have a question, write to ${input.agencyName}.`],
  });
}

/** The reminder that a person asked for, on the day that they chose. */
export function reminderMail(input: Letterhead & { stepTitle: string }): MailContent {
  return render({
    from: input,
    subject: `${input.firmName}: you wanted to be reminded of “${input.stepTitle}”`,
    greeting: "Hello,",
    paragraphs: [
      `You asked us to remind you today of “${input.stepTitle}”, a step of connecting Clio for ${input.firmName}.`,
    ],
    button: { label: "Open the checklist", url: `${input.portalUrl}/onboarding` },
    ending: ["This reminder comes once."],
  });
}

/** The firm’s integration was switched on. */
export function liveMail(input: Letterhead): MailContent {
  return render({
    from: input,
    subject: `${input.firmName}: your integration is switched on`,
    greeting: "Hello,",
    paragraphs: [
      `The integration of ${input.firmName} with Clio is now live. The portal shows at any time whether it works.`,
    ],
    button: { label: "See your connection", url: `${input.portalUrl}/onboarding/status` },
    ending: ["We look after the connection and write to you when something needs you."],
  });
}

/** Something at a firm needs staff; `sentence` is ours alone, without a firm’s own text. */
export function staffNoticeMail(
  input: Letterhead & { subject: string; sentence: string; firmId: string },
): MailContent {
  return render({
    from: input,
    subject: `${input.firmName}: ${input.subject}`,
    greeting: "Hello,",
    paragraphs: [input.sentence],
    button: { label: "Open the firm", url: `${input.portalUrl}/staff/firms/${input.firmId}` },
    ending: [],
  });
}

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
): MailContent {
  return render({
    from: input,
    subject: `${input.firmName}: please allow new permissions in Clio`,
    greeting: "Hello,",
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

function render(frame: Frame): MailContent {
  const { button } = frame;
  const subject = oneLine(frame.subject).slice(0, LONGEST_SUBJECT);
  const greeting = oneLine(frame.greeting);
  const paragraphs = frame.paragraphs.map(oneLine);
  const { agencyName, supportEmail } = frame.from;
  const ending = [...frame.ending, `${agencyName}, ${supportEmail}`].map(oneLine);
  const text = [greeting, ...paragraphs, `${button.label}:\n${button.url}`, ...ending].join("\n\n");
  const paragraph = (line: string) => `<p style="margin:0 0 16px">${escapeHtml(line)}</p>`;
  const url = escapeHtml(button.url);
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head><body style="margin:0;background:#faf9f6;color:#1c2126;font:16px/1.55 'Public Sans',Helvetica,Arial,sans-serif"><div style="max-width:560px;margin:0 auto;padding:32px 24px">${[greeting, ...paragraphs].map(paragraph).join("")}<p style="margin:24px 0"><a href="${url}" style="display:inline-block;background:#0d5c50;color:#ffffff;text-decoration:none;font-weight:600;padding:12px 20px;border-radius:6px">${escapeHtml(button.label)}</a></p>${ending.map(paragraph).join("")}</div></body></html>`;
  return { subject, text: `${text}\n`, html };
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

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
