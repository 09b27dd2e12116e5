import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import type { DeliveriesQuery } from "@/lib/staff/deliveries-query";
import type { DeliveryView, TryView } from "@/lib/webhooks/queries";
import { deliveryStates } from "@/lib/webhooks/rules";
import { newFormNonce } from "@/lib/web/form-nonce";
import { DeliveryStateWord, deliveryWords } from "./webhook-state";
import { failureOf } from "./webhook-words";

const states = [
  { value: "", label: "All messages" },
  ...deliveryStates.map((state) => ({ value: state, label: deliveryWords(state) })),
];

/** Narrows the log; it asks by the page’s address, so that a choice can be sent to a colleague. */
export function WebhookLogFilter({ page, query }: { page: string; query: DeliveriesQuery }) {
  return (
    <form action={page} className="no-print mb-4 flex flex-wrap items-end gap-4">
      <div className="w-64 max-w-full">
        <SelectField name="state" label="Show" options={states} defaultValue={query.state} />
      </div>
      <Button kind="secondary">Show</Button>
    </form>
  );
}

type WebhookLogProps = {
  deliveries: DeliveryView[];
  /** Where a message can be sent again; null where nobody may, or nothing is sent any more. */
  resendAction: string | null;
  now: Date;
  timeZone: string;
};

/** What was sent to a webhook’s receiver, with each try and what was answered. */
export function WebhookLog({ deliveries, resendAction, now, timeZone }: WebhookLogProps) {
  return (
    <Table
      caption="Messages, newest first"
      minWidth="min-w-[60rem]"
      head={
        <>
          <Th>Message</Th>
          <Th>Firm</Th>
          <Th>State</Th>
          <Th>Tries, the last first</Th>
          <Th>
            <span className="sr-only">Send again</span>
          </Th>
        </>
      }
    >
      {deliveries.map((one) => (
        <Row key={one.id}>
          <RowHead>
            <span className="font-mono text-hint">{one.kind}</span>
            <span className="block text-small text-muted">
              <TimeText at={one.createdAt} now={now} timeZone={timeZone} />
            </span>
            <span className="block font-mono text-small text-muted">{one.messageId}</span>
          </RowHead>
          <Td>
            <a className="link" href={`/staff/firms/${one.firm.id}`}>
              {one.firm.name}
            </a>
          </Td>
          <Td>
            <DeliveryStateWord state={one.state} />
            {one.nextTryAt ? (
              <span className="block text-small text-muted">
                next try <TimeText at={one.nextTryAt} now={now} timeZone={timeZone} />
              </span>
            ) : null}
          </Td>
          <Td>
            <Tries tries={one.tries} now={now} timeZone={timeZone} />
          </Td>
          <Td className="w-px text-right">
            {resendAction ? (
              <ActionForm action={resendAction} nonce={newFormNonce()}>
                <input type="hidden" name="delivery" value={one.id} />
                <Button kind="secondary" dense>
                  Send again
                  <span className="sr-only">
                    : {one.kind} of {one.firm.name}
                  </span>
                </Button>
              </ActionForm>
            ) : null}
          </Td>
        </Row>
      ))}
    </Table>
  );
}

/** More than these are counted, not listed. */
const SHOWN_TRIES = 3;

function Tries({ tries, now, timeZone }: { tries: TryView[]; now: Date; timeZone: string }) {
  if (tries.length === 0) return "None yet";
  const older = tries.length - SHOWN_TRIES;
  return (
    <ol className="space-y-0.5">
      {tries.slice(0, SHOWN_TRIES).map((one) => (
        <li key={one.id}>
          {one.status === null ? `No answer: ${failureOf(one.failure)}` : `Answered ${one.status}`}{" "}
          <span className="text-small text-muted">
            after {one.tookMs} ms, <TimeText at={one.at} now={now} timeZone={timeZone} />
          </span>
        </li>
      ))}
      {older > 0 ? (
        <li className="text-small text-muted">
          and {older} {older === 1 ? "try" : "tries"} before
        </li>
      ) : null}
    </ol>
  );
}
