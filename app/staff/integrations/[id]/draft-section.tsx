import { Check, Clock, Minus } from "lucide-react";
import { Instructions } from "@/components/onboarding/instructions";
import { effectWords } from "@/components/staff/campaign-words";
import { ScopeChanges } from "@/components/staff/scope-changes";
import { ActionForm } from "@/components/ui/action-form";
import { Button, LinkButton } from "@/components/ui/button";
import { IconWord } from "@/components/ui/icon-word";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import type { DraftProof } from "@/lib/applications/draft-proofs";
import type { Preview } from "@/lib/connection/campaign-queries";
import type { DraftState } from "@/lib/connection/load-draft-state";
import type { DraftView, IntegrationView } from "@/lib/integrations/queries";
import { namesOfScopes, scopeDifference } from "@/lib/integrations/rules";
import { regionHosts } from "@/lib/vocabulary";
import { newFormNonce } from "@/lib/web/form-nonce";

type DraftSectionProps = {
  integration: IntegrationView & { draft: DraftView };
  state: DraftState;
  mayPublish: boolean;
  now: Date;
  timeZone: string;
};

/** The next version: what it changes, what is to be done before, and for whom it means what. */
export function DraftSection({ integration, state, mayPublish, now, timeZone }: DraftSectionProps) {
  const { id, versions, draft } = integration;
  const { proofs, preview } = state;
  const isProven = proofs.every((one) => one.isProven || !one.hasFirms);
  const asked = preview.firms.filter(({ effect }) => effect === "asked").length;
  const api = `/api/staff/integrations/${id}`;
  return (
    <section className="mb-12">
      <h2 className="heading mb-3 text-h2">Version {draft.version}, a draft</h2>
      <Instructions
        steps={[
          {
            title: "Look at what changes",
            content: (
              <>
                <ScopeChanges difference={scopeDifference(versions[0].scopes, draft.scopes)} />
                <p>
                  <span className="text-muted">Word to firms:</span> {draft.note}
                </p>
                <p>
                  <span className="text-muted">Needed from:</span>{" "}
                  {draft.dueAt ? (
                    <TimeText at={draft.dueAt} timeZone={timeZone} dateOnly />
                  ) : (
                    "the moment it is published"
                  )}
                </p>
                {mayPublish ? (
                  <div className="flex flex-wrap gap-3">
                    <LinkButton href={`/staff/integrations/${id}/draft`} kind="secondary" dense>
                      Change the draft
                    </LinkButton>
                    <ActionForm action={`${api}/draft/discard`} nonce={newFormNonce()}>
                      <Button kind="secondary" dense>
                        Give the draft up
                      </Button>
                    </ActionForm>
                  </div>
                ) : null}
              </>
            ),
          },
          {
            title: "Tick the boxes of our applications, and prove them",
            content: <Proofs proofs={proofs} now={now} timeZone={timeZone} />,
          },
          {
            title: "Publish",
            content: (
              <>
                <p>
                  {asked === 0
                    ? "No firm has to do anything."
                    : `${asked} of ${preview.total} firms are asked. What was added is tried with their present access first, and only where Clio refuses it a mail is sent.`}
                </p>
                {mayPublish ? (
                  <ActionForm action={`${api}/publish`} nonce={newFormNonce()}>
                    <input type="hidden" name="draft" value={draft.id} />
                    {isProven ? (
                      <Button>Publish version {draft.version}</Button>
                    ) : (
                      <p className="font-semibold">
                        It can be published once every application above is proven.
                      </p>
                    )}
                  </ActionForm>
                ) : (
                  <p className="text-muted">An administrator of ours publishes it.</p>
                )}
              </>
            ),
          },
        ]}
      />
      <PreviewTable preview={preview} />
    </section>
  );
}

function Proofs(props: { proofs: DraftProof[]; now: Date; timeZone: string }) {
  if (props.proofs.length === 0) {
    return <p>No firm connects with an application of ours: there is nothing to tick.</p>;
  }
  return (
    <Table
      caption="Our applications"
      head={
        <>
          <Th>Region</Th>
          <Th>With the new boxes</Th>
        </>
      }
    >
      {props.proofs.map(({ region, applicationId, hasFirms, isProven, provenAt }) => (
        <Row key={region}>
          <RowHead>
            <a className="link" href={`/staff/applications/${applicationId}`}>
              {regionHosts[region]}
            </a>
          </RowHead>
          <Td>
            {isProven ? (
              <IconWord icon={Check} className="text-ok">
                Proven
              </IconWord>
            ) : hasFirms ? (
              <IconWord icon={Clock} className="font-semibold text-wait">
                Not proven yet
              </IconWord>
            ) : (
              <IconWord icon={Minus} className="text-muted">
                No firm yet: to be proven anew before the first
              </IconWord>
            )}
            {provenAt ? (
              <span className="block text-small text-muted">
                Tried <TimeText at={provenAt} now={props.now} timeZone={props.timeZone} />
              </span>
            ) : null}
          </Td>
        </Row>
      ))}
    </Table>
  );
}

function PreviewTable({ preview: { firms, total } }: { preview: Preview }) {
  return (
    <>
      <Table
        caption="What this changes for each firm"
        showCaption
        minWidth="min-w-[40rem]"
        head={
          <>
            <Th>Firm</Th>
            <Th>New to it</Th>
            <Th>What happens</Th>
          </>
        }
      >
        {firms.map(({ firmId, firmName, route, effect, added }) => (
          <Row key={firmId}>
            <RowHead>
              <a className="link" href={`/staff/firms/${firmId}`}>
                {firmName}
              </a>
            </RowHead>
            <Td>{effect === "not_connected" || added.length === 0 ? "–" : namesOfScopes(added)}</Td>
            <Td>{effectWords(effect, route)}</Td>
          </Row>
        ))}
      </Table>
      {total > firms.length ? (
        <p className="mt-3 text-muted">And {total - firms.length} firms more.</p>
      ) : null}
    </>
  );
}
