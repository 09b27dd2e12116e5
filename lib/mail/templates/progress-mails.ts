import { composeLetter, type Letter } from "../letter";
import type { Letterhead } from "../letterhead";

/** A firm's account was connected and confirmed. */
export function connectedMail(input: Letterhead & { accountName: string }): Letter {
  return composeLetter({
    from: input,
    title: "Clio is connected",
    paragraphs: [
      `The Clio account “${input.accountName}” is now connected for ${input.firmName}. We check each permission and show you the result.`,
    ],
    button: { label: "See your connection", url: `${input.portalUrl}/onboarding/status` },
    ending: ["You can end the connection on that page at any time."],
  });
}

/** Staff have allowed another account for a firm: what is left is a person's yes. */
export function accountAllowedMail(input: Letterhead): Letter {
  return composeLetter({
    from: input,
    title: "you can change the Clio account now",
    paragraphs: [
      `We have allowed another Clio account for ${input.firmName}. Open the portal and confirm it, or connect with it if you have not yet. Until then the account before stays connected.`,
    ],
    button: { label: "See your connection", url: `${input.portalUrl}/onboarding/status` },
    ending: ["This holds for one account, once, for 7 days."],
  });
}

/** What the firm waited for is done: the next step can start. */
export function stepUnlockedMail(input: Letterhead & { stepTitle: string }): Letter {
  return composeLetter({
    from: input,
    title: `you can go on with “${input.stepTitle}”`,
    paragraphs: [
      `We have done our part for ${input.firmName}. The next step is yours: “${input.stepTitle}”.`,
    ],
    button: { label: "Open the checklist", url: `${input.portalUrl}/onboarding` },
    ending: [`If you have a question, write to ${input.agencyName}.`],
  });
}

/** The reminder that a person asked for, on the day that they chose. */
export function reminderMail(input: Letterhead & { stepTitle: string }): Letter {
  return composeLetter({
    from: input,
    title: `you wanted to be reminded of “${input.stepTitle}”`,
    paragraphs: [
      `You asked us to remind you today of “${input.stepTitle}”, a step of connecting Clio for ${input.firmName}.`,
    ],
    button: { label: "Open the checklist", url: `${input.portalUrl}/onboarding` },
    ending: ["This reminder comes once."],
  });
}

/**
 * The step that a firm waits at, by the rhythm of reminders or because staff pressed for it.
 * `writtenBefore` is the main contact's name when the letter goes to the second contact.
 */
export function stepReminderMail(
  input: Letterhead & { stepTitle: string; writtenBefore: string | null },
): Letter {
  const { firmName, stepTitle, writtenBefore } = input;
  return composeLetter({
    from: input,
    title: `“${stepTitle}” waits for you`,
    paragraphs: [
      `Connecting Clio for ${firmName} waits at one step, and it is the firm’s: “${stepTitle}”.`,
      ...(writtenBefore
        ? [`We have written to ${writtenBefore} before. Perhaps you can do it, or pass it on.`]
        : []),
    ],
    button: { label: "Open the checklist", url: `${input.portalUrl}/onboarding` },
    ending: [
      "From the step’s page you can send it to a colleague, or tell us that you are stuck.",
      `If you have a question, write to ${input.agencyName}.`,
    ],
  });
}

/** The firm’s integration was switched on. */
export function liveMail(input: Letterhead): Letter {
  return composeLetter({
    from: input,
    title: "your integration is switched on",
    paragraphs: [
      `The integration of ${input.firmName} with Clio is now live. The portal shows at any time whether it works.`,
    ],
    button: { label: "See your connection", url: `${input.portalUrl}/onboarding/status` },
    ending: ["We look after the connection and write to you when something needs you."],
  });
}
