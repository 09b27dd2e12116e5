import { NewPermissions } from "@/components/connection/new-permissions";
import { PermissionBoxes } from "@/components/connection/permission-boxes";
import { ScopeResultText } from "@/components/connection/scope-result";
import { StatusHead } from "@/components/connection/status-head";
import { actorWords } from "@/components/connection/status-words";
import { WhereToFix } from "@/components/connection/where-to-fix";
import { Button } from "@/components/ui/button";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import { permissionBoxes } from "@/lib/applications/rules";
import {
  resourceNames,
  type ConnectionStatus,
  type NextActor,
  type StatusReason,
} from "@/lib/vocabulary";
import {
  connection,
  NEW_PERMISSIONS,
  NEW_SCOPE,
  NEW_SENTENCE,
  NOW,
  SCOPES,
  TIME_ZONE,
} from "./invented";
import { Piece } from "./piece";

/** Which status a reason belongs to, and who has to move: as `connectionStatus` answers. */
const reasons: Record<StatusReason, [ConnectionStatus, NextActor]> = {
  never_connected: ["not_connected", "firm"],
  disconnected: ["not_connected", "firm"],
  revoked: ["access_ended", "firm"],
  user_disabled: ["access_ended", "firm"],
  confirm_account: ["needs_attention", "firm"],
  other_account: ["needs_attention", "firm"],
  account_unreadable: ["needs_attention", "firm"],
  permission_missing: ["needs_attention", "firm"],
  reauthorization_due: ["needs_attention", "firm"],
  plan_suspected: ["needs_attention", "firm"],
  keys_refused: ["needs_attention", "firm"],
  all_proven: ["working", "nobody"],
  first_check: ["checking", "nobody"],
  stale: ["checking", "nobody"],
  clio_unavailable: ["checking", "clio"],
  agency_confirms: ["checking", "agency"],
  our_fault: ["checking", "agency"],
};

const applications = [
  { title: "In the firm’s own application", portal: "https://developers.clio.test" },
  { title: "In the agency’s application", portal: null },
];

export function ConnectionSection() {
  return (
    <>
      <Piece title="Every status with each of its reasons">
        <ul className="grid gap-x-10 wide:grid-cols-2">
          {Object.entries(reasons).map(([reason, [status, actor]]) => (
            <li key={reason} className="border-b border-line py-3">
              <StatusHead
                view={connection({ status, reason: reason as StatusReason })}
                isExplained={false}
                buttons={null}
              />
              <p className="text-small text-muted">
                {actorWords[actor]} ({reason})
              </p>
            </li>
          ))}
        </ul>
      </Piece>
      {applications.map(({ title, portal }) => (
        <Piece key={title} title={`Each result of a permission: ${title.toLowerCase()}`}>
          <Table
            caption={title}
            head={
              <>
                <Th>Permission</Th>
                <Th className="hidden wide:table-cell">Needed</Th>
                <Th>Result</Th>
              </>
            }
          >
            {SCOPES.map(({ resource, purpose, impact, required, result, checkedAt }) => (
              <Row key={resource}>
                <RowHead>
                  <strong className="font-semibold">{resourceNames[resource]}</strong>
                  <span className="block text-small text-muted">{purpose}</span>
                </RowHead>
                <Td className="hidden wide:table-cell">{required ? "Required" : "Optional"}</Td>
                <Td>
                  <ScopeResultText result={result} />
                  <WhereToFix
                    row={{
                      label: resourceNames[resource],
                      impact,
                      result,
                      checked: checkedAt && (
                        <TimeText at={checkedAt} now={NOW} timeZone={TIME_ZONE} />
                      ),
                    }}
                    userName={portal ? "Ada Moss" : null}
                    developerPortalUrl={portal}
                    agencyName="AcuCoders"
                  />
                </Td>
              </Row>
            ))}
          </Table>
        </Piece>
      ))}
      <Piece title="Boxes to tick in Clio’s form">
        <PermissionBoxes
          caption="Permissions to tick in Clio’s form"
          boxes={permissionBoxes(SCOPES)}
        />
      </Piece>
      <Piece title="A permission that was added">
        <div className="space-y-4">
          {[null, NOW].map((declinedAt) => (
            <NewPermissions
              key={String(declinedAt)}
              sentence={NEW_SENTENCE}
              asked={{ ...NEW_PERMISSIONS, declinedAt }}
              actions={<Button kind="secondary">Allow it now</Button>}
            />
          ))}
          <StatusHead
            view={connection({
              status: "needs_attention",
              reason: "reauthorization_due",
              scopes: [NEW_SCOPE],
              newPermissions: { ...NEW_PERMISSIONS, isDue: true },
            })}
            newSentence={NEW_SENTENCE}
            isExplained={false}
            buttons={null}
          />
          {applications.map(({ title, portal }) => (
            <p key={title}>
              <ScopeResultText result="refused" isToAllow />
              <WhereToFix
                row={{ ...NEW_SCOPE, label: resourceNames[NEW_SCOPE.resource], checked: null }}
                userName="Ada Moss"
                developerPortalUrl={portal}
                agencyName="AcuCoders"
              />
            </p>
          ))}
          <PermissionBoxes
            caption="Permissions to tick in Clio’s form, with what is new"
            boxes={permissionBoxes([...SCOPES.slice(0, 2), NEW_SCOPE])}
            added={new Set([NEW_SCOPE.resource])}
          />
        </div>
      </Piece>
    </>
  );
}
