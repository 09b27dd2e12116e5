import { ActionForm } from "@/components/ui/action-form";
import { Button, LinkButton } from "@/components/ui/button";
import type { QueueRowView } from "@/lib/staff/queue-views";
import { actionFields, actionLooks } from "./queue-words";

type QueueActionProps = {
  row: QueueRowView;
  /** The queue as it is filtered, to come back to. */
  back: string;
  /** Today in the agency's time zone. */
  today: string;
};

/** The one button that moves a firm on; it acts in place where it can. */
export function QueueAction({ row, back, today }: QueueActionProps) {
  const { firmId, firmName, action, actionRef } = row;
  if (action === "none") return null;
  const { label, endpoint, page } = actionLooks[action];
  const content = (
    <>
      {label}
      <span className="sr-only">: {firmName}</span>
    </>
  );
  if (!endpoint) {
    const href = page === "firm" || !page ? `/staff/firms/${firmId}` : page;
    return (
      <LinkButton href={href} kind="secondary" dense>
        {content}
      </LinkButton>
    );
  }
  return (
    <ActionForm action={`/api/staff/firms/${firmId}/${endpoint}?back=${encodeURIComponent(back)}`}>
      {Object.entries(actionFields(action, actionRef, today)).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button kind="secondary" dense>
        {content}
      </Button>
    </ActionForm>
  );
}
