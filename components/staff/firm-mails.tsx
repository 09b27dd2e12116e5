import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import type { MailView } from "@/lib/staff/list-mails";

const states = {
  sent: "Sent",
  on_its_way: "On its way",
  held: "Held back",
  not_sent: "Not sent",
} as const;

type FirmMailsProps = {
  firmId: string;
  mails: MailView[];
  /** A viewer looks and does not act. */
  mayAct: boolean;
  now: Date;
  timeZone: string;
};

/** What went to the people of a firm by mail; what did not can be tried again. */
export function FirmMails({ firmId, mails, mayAct, now, timeZone }: FirmMailsProps) {
  return (
    <Table
      caption="Mails"
      minWidth="min-w-[40rem]"
      head={
        <>
          <Th>Mail</Th>
          <Th>When</Th>
          <Th>State</Th>
        </>
      }
    >
      {mails.map((mail) => (
        <Row key={mail.id}>
          <RowHead>
            {mail.subject}
            <span className="block text-small font-normal text-muted">{mail.toAddress}</span>
          </RowHead>
          <Td>
            <TimeText at={mail.sentAt ?? mail.queuedAt} now={now} timeZone={timeZone} />
          </Td>
          <Td>
            <span className={mail.state === "not_sent" ? "font-semibold text-bad" : ""}>
              {states[mail.state]}
            </span>
            {mail.state === "not_sent" ? (
              <span className="block text-small text-muted">{failureWords(mail)}</span>
            ) : null}
            {mail.state === "not_sent" && mail.error !== "firm closed" && mayAct ? (
              <ActionForm action={`/api/staff/firms/${firmId}/retry-mail`} className="mt-1.5">
                <input type="hidden" name="mail" value={mail.id} />
                <Button kind="secondary" dense>
                  Try again
                </Button>
              </ActionForm>
            ) : null}
          </Td>
        </Row>
      ))}
    </Table>
  );
}

/** A code and the server's number (`lib/mail/send-mail.ts`), as a person reads them. */
function failureWords({ error, isGivenUp }: MailView): string {
  if (error === "firm closed") return "The firm was closed before.";
  const number = /\d{3}$/.exec(error ?? "")?.[0];
  const cause = number
    ? `The mail server refused it (${number}).`
    : `The mail server could not be reached (${error}).`;
  return isGivenUp ? cause : `${cause} We try again.`;
}
