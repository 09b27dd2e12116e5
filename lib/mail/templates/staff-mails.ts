import { composeLetter, type Letter } from "../letter";
import type { Letterhead } from "../letterhead";

/** Something needs staff; `sentence` is ours alone, without a firm’s own text. */
export function staffNoticeMail(
  input: Letterhead & {
    subject: string;
    sentence: string;
    firmId: string | null;
    /** Where a notice about no firm in particular leads. */
    path?: string | undefined;
  },
): Letter {
  const { portalUrl, firmId, path = "/staff" } = input;
  return composeLetter({
    from: input,
    title: input.subject,
    paragraphs: [input.sentence],
    button: firmId
      ? { label: "Open the firm", url: `${portalUrl}/staff/firms/${firmId}` }
      : { label: "Open the portal", url: `${portalUrl}${path}` },
  });
}

/** An administrator makes somebody staff: by a link of three days, or by the organisation’s own sign-in. */
export function staffInviteMail(
  input: Letterhead & { personName: string; link: string; hasOidc: boolean },
): Letter {
  const { agencyName, personName, link, hasOidc } = input;
  return composeLetter({
    from: input,
    title: "your access to the portal",
    greeting: `Hello ${personName},`,
    paragraphs: [
      `You can now see in ${agencyName}’s portal where every firm stands.`,
      hasOidc
        ? "Sign in with your organisation’s account."
        : "With the first sign-in you set up a second factor: have an authenticator app at hand.",
    ],
    button: { label: "Sign in", url: link },
    ending: hasOidc ? [] : ["The link works once, for three days, and is for you alone."],
  });
}
