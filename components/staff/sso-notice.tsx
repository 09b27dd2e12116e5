import { Notice } from "@/components/ui/notice";
import type { OidcRefusal } from "@/lib/identity/staff-rules";

const words: Record<OidcRefusal, { title: string; text: string }> = {
  not_yours: {
    title: "This sign-in took too long",
    text: "It was too late, already used, or begun in another browser. Nothing has changed. Please start again.",
  },
  declined: {
    title: "You were not signed in",
    text: "The sign-in at your organisation was not finished. You can start again at any time.",
  },
  refused: {
    title: "We could not believe this sign-in",
    text: "The answer of your organisation’s sign-in was not as it has to be. Please start again. If it happens twice, tell whoever runs the portal.",
  },
  unavailable: {
    title: "Your organisation’s sign-in is not answering",
    text: "There is nothing for you to do. Please try again in a few minutes.",
  },
  unverified_email: {
    title: "Your address is not verified",
    text: "Your organisation’s sign-in does not say that your e-mail address is yours. Ask whoever runs that sign-in to verify it.",
  },
  unknown: {
    title: "You are not staff here",
    text: "Your organisation knows you, and this portal does not. Ask an administrator of the portal to invite you.",
  },
  disabled: {
    title: "Your access has ended",
    text: "An administrator of the portal has ended your access. Ask them if that is a mistake.",
  },
  other_account: {
    title: "This is another account",
    text: "Here you belong to another account of your organisation’s. Sign in with that one, or ask an administrator of the portal.",
  },
  not_again: {
    title: "You were not asked anew",
    text: "Your organisation’s sign-in let you through without asking who you are. Sign out there, and try again.",
  },
};

/** Why the organisation’s own sign-in let nobody in. */
export function SsoNotice({ refusal }: { refusal: OidcRefusal }) {
  const { title, text } = words[refusal];
  const kind = refusal === "declined" || refusal === "not_yours" ? "info" : "warn";
  return (
    <div className="mb-8">
      <Notice kind={kind} title={title}>
        <p>{text}</p>
      </Notice>
    </div>
  );
}
