/** A mail's parts. One purpose, one link; no secret beyond that link and no client data. */
export type MailContent = { subject: string; text: string; html: string };

type Frame = {
  subject: string;
  greeting: string;
  paragraphs: string[];
  button: { label: string; url: string };
  ending: string[];
};

type Common = { portalUrl: string; agencyName: string; firmName: string };

/** Staff invite a firm's contact. The link may be opened as often as needed for 14 days. */
export function inviteMail(
  input: Common & { personName: string; integrationName: string; link: string },
): MailContent {
  return render({
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
export function signInMail(input: Common & { link: string }): MailContent {
  return render({
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
export function keysReceivedMail(input: Common & { clientIdEnd: string }): MailContent {
  return render({
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
export function connectedMail(input: Common & { accountName: string }): MailContent {
  return render({
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
export function disconnectedMail(input: Common): MailContent {
  return render({
    subject: `${input.firmName}: Clio is disconnected`,
    greeting: "Hello,",
    paragraphs: [
      `The connection of ${input.firmName} to Clio was ended. Our access has been withdrawn and removed; your data in Clio is untouched.`,
    ],
    button: { label: "Open the portal", url: `${input.portalUrl}/onboarding` },
    ending: [`If nobody in your firm did this, please tell ${input.agencyName} at once.`],
  });
}

function render(frame: Frame): MailContent {
  const { greeting, paragraphs, button, ending } = frame;
  const text = [greeting, ...paragraphs, `${button.label}:\n${button.url}`, ...ending].join("\n\n");
  const paragraph = (line: string) => `<p style="margin:0 0 16px">${escapeHtml(line)}</p>`;
  const url = escapeHtml(button.url);
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(oneLine(frame.subject))}</title></head><body style="margin:0;background:#faf9f6;color:#1c2126;font:16px/1.55 'Public Sans',Helvetica,Arial,sans-serif"><div style="max-width:560px;margin:0 auto;padding:32px 24px">${[greeting, ...paragraphs].map(paragraph).join("")}<p style="margin:24px 0"><a href="${url}" style="display:inline-block;background:#0d5c50;color:#ffffff;text-decoration:none;font-weight:600;padding:12px 20px;border-radius:6px">${escapeHtml(button.label)}</a></p>${ending.map(paragraph).join("")}</div></body></html>`;
  return { subject: oneLine(frame.subject), text: `${text}\n`, html };
}

/** A name from a form must not add lines to a mail's head. */
function oneLine(text: string): string {
  return text
    .replace(/\p{C}+/gu, " ")
    .trim()
    .slice(0, 200);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
