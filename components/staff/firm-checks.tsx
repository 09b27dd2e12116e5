import { ScopeResultText } from "@/components/connection/scope-result";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import type { CheckRunView, CheckView } from "@/lib/connection/list-checks";
import { resourceNames } from "@/lib/vocabulary";
import { RefreshWhile } from "./refresh-while";

const triggers: Record<CheckRunView["trigger"], string> = {
  connect: "After connecting",
  check_again: "Asked for",
  daily: "Once a day",
  confirm: "After the account was confirmed",
  hint: "Clio said that access ended",
  new_scopes: "A permission was added",
  report: "An integration met a refusal",
};

const states: Record<CheckRunView["state"], string> = {
  running: "Running",
  done: "Every answer was definite",
  not_definite: "Not every answer was definite",
  died: "Ended before its time",
};

type FirmChecksProps = {
  firmId: string;
  runs: CheckRunView[];
  results: CheckView[];
  /** Something is connected, so that there is something to check. */
  isConnected: boolean;
  isChecking: boolean;
  mayAct: boolean;
  now: Date;
  timeZone: string;
};

/** What Clio answered about each permission, when it was asked, and the looks before. */
export function FirmChecks(props: FirmChecksProps) {
  const { firmId, runs, results, isConnected, isChecking, mayAct, now, timeZone } = props;
  const time = (at: Date | null) => (at ? <TimeText at={at} now={now} timeZone={timeZone} /> : "–");
  return (
    <>
      <RefreshWhile isOn={isChecking} />
      <div className="mb-4 flex flex-wrap items-center gap-4">
        {mayAct && isConnected ? (
          <ActionForm action={`/api/staff/firms/${firmId}/check`}>
            <Button kind="secondary" dense>
              Run now
            </Button>
          </ActionForm>
        ) : null}
        <p role="status" className="text-hint text-muted">
          {isChecking ? "Clio is being asked for each permission." : null}
          {isConnected ? null : "Nothing is connected, so there is nothing to check."}
        </p>
      </div>
      {results.length > 0 ? (
        <Table
          caption="Results, row by row"
          showCaption
          minWidth="min-w-[40rem]"
          head={
            <>
              <Th>Permission</Th>
              <Th>Result</Th>
              <Th>Known since</Th>
              <Th>Last asked</Th>
              <Th>Clio’s answer</Th>
            </>
          }
        >
          {results.map(({ resource, result, checkedAt, triedAt, answer }) => (
            <Row key={resource}>
              <RowHead>{resourceNames[resource]}</RowHead>
              <Td>
                <ScopeResultText result={result} />
              </Td>
              <Td>{time(checkedAt)}</Td>
              <Td>{time(triedAt)}</Td>
              <Td className="font-mono">{answer || "–"}</Td>
            </Row>
          ))}
        </Table>
      ) : null}
      {runs.length > 0 ? (
        <details className="mt-4">
          <summary className="link inline-block min-h-6">
            {runs.length === 1 ? "The one check so far" : `The last ${runs.length} checks`}
          </summary>
          <Table
            caption="Checks, newest first"
            minWidth="min-w-[40rem]"
            head={
              <>
                <Th>When</Th>
                <Th>Why</Th>
                <Th>How it ended</Th>
                <Th>Results of now</Th>
              </>
            }
          >
            {runs.map(({ id, trigger, startedAt, startedByName, state, newest }) => (
              <Row key={id}>
                <RowHead>{time(startedAt)}</RowHead>
                <Td>
                  {triggers[trigger]}
                  {startedByName ? ` by ${startedByName}` : null}
                </Td>
                <Td>{states[state]}</Td>
                <Td>{newest}</Td>
              </Row>
            ))}
          </Table>
        </details>
      ) : null}
    </>
  );
}
