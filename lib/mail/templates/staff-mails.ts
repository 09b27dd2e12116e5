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
