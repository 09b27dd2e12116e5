import { ScopeResultText } from "@/components/connection/scope-result";
import { StatusBadge } from "@/components/connection/status-badge";
import { actorWords, statusWords } from "@/components/connection/status-words";
import { DefinitionGrid } from "@/components/ui/definition-grid";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import type { ConnectionView } from "@/lib/connection/views";
import { namesOfScopes } from "@/lib/integrations/rules";
import { resourceNames } from "@/lib/vocabulary";

/** A firm's connection for staff: the same status and results that the firm sees. */
export function FirmConnection({
  view,
  now,
  timeZone,
}: {
  view: ConnectionView;
  now: Date;
  timeZone: string;
}) {
  const time = (at: Date | null) => (at ? <TimeText at={at} now={now} timeZone={timeZone} /> : "–");
  return (
    <section>
      <h2 className="heading text-h2">Connection</h2>
      <div className="my-3">
        <StatusBadge status={view.status} />
        <p>
          {statusWords[view.reason]} <span className="text-muted">{actorWords[view.actor]}.</span>
        </p>
        {view.newPermissions ? (
          <p>
            New and not allowed yet: {namesOfScopes(view.newPermissions.lines)}.
            {view.newPermissions.declinedAt ? (
              <> Declined at Clio {time(view.newPermissions.declinedAt)}.</>
            ) : null}
          </p>
        ) : null}
      </div>
      <DefinitionGrid
        facts={[
          { term: "Clio account", value: view.identity?.accountName ?? "–" },
          {
            term: "Authorized by",
            value: view.identity
              ? `${view.identity.userName}, ${view.identity.userEmail ?? ""}`
              : "–",
          },
          { term: "Connected since", value: time(view.connectedAt) },
          { term: "Last proof of life", value: time(view.lastProofAt) },
        ]}
      />
      <div className="mt-4">
        <Table
          caption="Permissions"
          head={
            <>
              <Th>Permission</Th>
              <Th className="max-wide:hidden">Needed</Th>
              <Th>Result</Th>
            </>
          }
        >
          {view.scopes.map((scope) => (
            <Row key={`${scope.resource} ${scope.access}`}>
              <RowHead>
                {resourceNames[scope.resource]}
                {scope.required ? null : (
                  <span className="text-hint text-muted wide:hidden"> · optional</span>
                )}
              </RowHead>
              <Td className="max-wide:hidden">{scope.required ? "Required" : "Optional"}</Td>
              <Td>
                <ScopeResultText result={scope.result} isToAllow={scope.isToAllow} />
              </Td>
            </Row>
          ))}
        </Table>
      </div>
    </section>
  );
}
