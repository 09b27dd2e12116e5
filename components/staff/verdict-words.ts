import type { QueueAction } from "@/lib/vocabulary";

type Next = {
  /** What it waits for, where the step does not say it. */
  why?: string;
  label: string;
  /** The end of the firm's endpoint, for what is done in place. */
  endpoint?: string;
  /** Where on the page, or on which page, it is done otherwise. */
  href?: string;
};

/** The one next action of a firm, on its own page: what it is for, and where it is done. */
export const nextSteps: Record<Exclude<QueueAction, "none">, Next> = {
  answer_help: {
    why: "Somebody of the firm asked for help.",
    label: "Read the question",
    href: "#questions",
  },
  confirm_account: {
    why: "We have to say whether the account is the firm’s.",
    label: "Look at the account",
    href: "#decisions",
  },
  review_keys: {
    why: "We have to look at the keys before they are used.",
    label: "Look at the keys",
    href: "#decisions",
  },
  retry_mail: {
    why: "A mail to the firm did not arrive.",
    label: "Send the mail again",
    endpoint: "retry-mail",
  },
  note_asked_clio: {
    why: "Clio has had the developer account for three business days.",
    label: "Note that we asked Clio",
    href: "#setup",
  },
  switch_live: {
    why: "Everything that is needed holds.",
    label: "Switch the firm on",
    endpoint: "live",
  },
  register_application: {
    why: "Our application for its region is not ready.",
    label: "Register the application",
    href: "/staff/applications",
  },
  look_at_applications: {
    why: "Something is wrong with our application.",
    label: "Look at the application",
    href: "/staff/applications",
  },
  look_at_override: {
    why: "It was switched on although not everything holds, and that ends soon.",
    label: "Look at the end",
    href: "#setup",
  },
  send_invitation: { label: "Send the invitation again", endpoint: "invitation" },
  send_reauthorization: { label: "Send re-authorization", endpoint: "reauthorize" },
  remind: { label: "Remind the firm", endpoint: "remind" },
};

/** The fields that the button sends. */
export function nextFields(action: QueueAction, ref: string | null): Record<string, string> {
  if (action === "retry_mail") return { mail: ref ?? "" };
  if (action === "switch_live") return { decision: "on" };
  return {};
}
