import { Notice } from "@/components/ui/notice";

/** Why what was just pressed was not done; nothing when it was. */
export function RefusedNotice({ message }: { message: string | undefined }) {
  if (!message) return null;
  return (
    <div className="mb-6">
      <Notice kind="info" title="That did not work" isBrief>
        <p>{message}</p>
      </Notice>
    </div>
  );
}
