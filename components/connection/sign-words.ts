import type { SoftSign } from "@/lib/connection/rules";

/** Signs that an account may not be the firm's live one, after "it may be a trial account:". */
export const signWords: Record<SoftSign, string> = {
  developer_email: "its user has the e-mail address of your developer account",
  new_account: "it was opened within the last 30 days",
  other_name: "its name is not like your firm’s",
  other_domain: "its user’s e-mail address is not of your firm’s domain",
  single_user: "it has one user alone",
};
