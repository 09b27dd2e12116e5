import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import { stepWords } from "@/lib/onboarding/rules";
import type { HelpRequestView } from "@/lib/staff/help-requests";
import { helpWords } from "./event-details-words";

type FirmQuestionsProps = {
  firmId: string;
  firmName: string;
  requests: HelpRequestView[];
  mayAct: boolean;
  now: Date;
  timeZone: string;
};

/** What people of a firm asked and nobody has answered yet. */
function answerTo(email: string, firmName: string): string {
  return `mailto:${email}?subject=${encodeURIComponent(`${firmName}: your question about connecting Clio`)}`;
}

export function FirmQuestions({
  firmId,
  firmName,
  requests,
  mayAct,
  now,
  timeZone,
}: FirmQuestionsProps) {
  if (requests.length === 0) return null;
  return (
    <div className="mb-10">
      <Table
        caption="Questions of the firm’s people"
        showCaption
        minWidth="min-w-[36rem]"
        head={
          <>
            <Th>What</Th>
            <Th>Who and when</Th>
            <Th>
              <span className="sr-only">Done</span>
            </Th>
          </>
        }
      >
        {requests.map(({ id, kind, step, text, wasMasked, personName, personEmail, createdAt }) => (
          <Row key={id}>
            <RowHead>
              {helpWords[kind]}
              {step ? ` at “${stepWords[step].title}”` : null}
              {text ? (
                <span className="block max-w-[60ch] font-normal [overflow-wrap:anywhere] whitespace-pre-wrap">
                  {text}
                </span>
              ) : null}
              {wasMasked ? (
                <span className="block text-small font-normal text-muted">
                  What looked like a key was removed.
                </span>
              ) : null}
            </RowHead>
            <Td>
              {personName}
              <span className="block text-small">
                <a className="link [overflow-wrap:anywhere]" href={answerTo(personEmail, firmName)}>
                  Answer by mail
                </a>
              </span>
              <span className="block text-small text-muted">
                <TimeText at={createdAt} now={now} timeZone={timeZone} />
              </span>
            </Td>
            <Td className="w-px text-right">
              {mayAct ? (
                <ActionForm action={`/api/staff/firms/${firmId}/help-done`}>
                  <input type="hidden" name="request" value={id} />
                  <Button kind="secondary" dense>
                    Done
                  </Button>
                </ActionForm>
              ) : null}
            </Td>
          </Row>
        ))}
      </Table>
    </div>
  );
}
