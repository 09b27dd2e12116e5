import type { ReactNode } from "react";
import { Notice } from "@/components/ui/notice";
import type { ConnectionView } from "@/lib/connection/views";

type NewPermissionsProps = {
  /** The one sentence that mails and the checklist say, too. */
  sentence: string;
  asked: NonNullable<ConnectionView["newPermissions"]>;
  /** The button that leads to allowing it; null where the page has it already. */
  actions: ReactNode;
};

/** Something was added, and is not needed yet: what, from when on, why, and that all else goes on. */
export function NewPermissions({ sentence, asked, actions }: NewPermissionsProps) {
  return (
    <Notice
      kind="info"
      title={asked.declinedAt ? "You have not allowed what is new" : "Something new to allow"}
      actions={actions}
    >
      <p>{sentence}</p>
      <p>{asked.note}</p>
      <p className="text-muted">What works now goes on working.</p>
    </Notice>
  );
}
