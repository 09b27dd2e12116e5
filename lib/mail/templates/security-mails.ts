import { composeLetter, type Letter } from "../letter";
import type { Letterhead } from "../letterhead";

/** A code before what could harm; it holds for this session alone. */
export function codeMail(input: Letterhead & { code: string }): Letter {
  return composeLetter({
    from: input,
    // Not in the subject: that stands in the outbox in clear, and staff see it.
    title: "your code",
    paragraphs: [
      `Your code is ${input.code}. Enter it on the page that asked for it, within ten minutes.`,
    ],
    button: { label: "Open the portal", url: `${input.portalUrl}/onboarding` },
    ending: ["We never ask for this code by phone or mail. If you did not ask for it, ignore it."],
  });
}

/** Keys were sent, or took the place of others: a security notice to every member. */
export function keysReceivedMail(
  input: Letterhead & { clientIdEnd: string; isReplacement: boolean },
): Letter {
  const { clientIdEnd, isReplacement } = input;
  return composeLetter({
    from: input,
    title: isReplacement ? "your Clio keys were replaced" : "we received your Clio keys",
    paragraphs: [
      isReplacement
        ? `New keys of your firm’s Clio application were sent to us, in place of those before. The client ID ends with ${clientIdEnd}.`
        : `The keys of your firm’s Clio application were sent to us. The client ID ends with ${clientIdEnd}.`,
      "They are stored encrypted, and nobody can read the secret back, not even we.",
    ],
    button: { label: "Open the checklist", url: `${input.portalUrl}/onboarding` },
    ending: [`If nobody in your firm did this, please tell ${input.agencyName} at once.`],
  });
}

/** The connection was ended on purpose: a security notice to every member. */
export function disconnectedMail(input: Letterhead): Letter {
  return composeLetter({
    from: input,
    title: "Clio is disconnected",
    paragraphs: [
      `The connection of ${input.firmName} to Clio was ended. Our access has been withdrawn and removed; your data in Clio is untouched.`,
    ],
    button: { label: "Open the portal", url: `${input.portalUrl}/onboarding` },
    ending: [`If nobody in your firm did this, please tell ${input.agencyName} at once.`],
  });
}

/** A person was added to the firm: a security notice to every member. */
export function personAddedMail(input: Letterhead & { personName: string; email: string }): Letter {
  return composeLetter({
    from: input,
    title: "a person was added",
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
): Letter {
  return composeLetter({
    from: input,
    title: "another Clio account is connected",
    paragraphs: [
      `The Clio account “${input.accountName}” is now connected for ${input.firmName}. Before, it was “${input.beforeName}”.`,
    ],
    button: { label: "See your connection", url: `${input.portalUrl}/onboarding/status` },
    ending: [`If nobody in your firm did this, please tell ${input.agencyName} at once.`],
  });
}
