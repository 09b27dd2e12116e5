import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ScopeResultText } from "@/components/connection/scope-result";
import { PrintButton } from "@/components/onboarding/print-button";
import { eventWords } from "@/components/staff/event-words";
import { IconWord } from "@/components/ui/icon-word";
import { PageHeading } from "@/components/ui/page-heading";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import { CircleCheck, CircleX } from "lucide-react";
import { loadConnection } from "@/lib/connection/queries";
import { now } from "@/lib/context";
import { verifyChain } from "@/lib/events/verify-chain";
import { loadEvidence, type GrantEvidence, type KeysEvidence } from "@/lib/staff/load-evidence";
import { regionNames, resourceNames } from "@/lib/vocabulary";
import { currentAgency } from "@/lib/web/agency";
import { requireStaffPage } from "@/lib/web/page";
import { loadFirmOr404 } from "../../load-or-404";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Evidence pack: ${(await loadFirmOr404((await params).id)).firmName}` };
}

/** For an audit, on paper: who granted what, where the secrets are, and what was overwritten when. */
export default async function EvidencePage({ params }: Props) {
  const { ctx } = await requireStaffPage();
  const { id } = await params;
  const firm = await loadFirmOr404(id);
  const [agency, evidence, connection, chain, at] = await Promise.all([
    currentAgency(),
    loadEvidence(ctx, id),
    loadConnection(ctx, id),
    verifyChain(ctx, id),
    now(ctx),
  ]);
  const time = (instant: Date | null) =>
    instant ? <TimeText at={instant} timeZone={agency.timeZone} /> : "–";
  return (
    <>
      <p className="no-print mb-4">
        <a className="link" href={`/staff/firms/${id}`}>
          Back to the firm
        </a>
      </p>
      <PageHeading eyebrow={firm.integrationName} title={`Evidence pack: ${firm.firmName}`} dense>
        <p>
          As of {time(at)}, by {agency.agencyName}. Number of the firm: {id}.
        </p>
      </PageHeading>
      <PrintButton />
      <Part title="Who granted what">
        {evidence.grants.length === 0 ? (
          <p>Nobody has granted anything yet.</p>
        ) : (
          <Table
            caption="Authorizations, the first one first"
            minWidth="min-w-[44rem] print:min-w-0"
            head={
              <>
                <Th>When</Th>
                <Th>By which Clio user</Th>
                <Th>Through whom</Th>
                <Th>For which account</Th>
                <Th>Tokens</Th>
              </>
            }
          >
            {evidence.grants.map((grant) => (
              <Row key={grant.id}>
                <RowHead>
                  {time(grant.at)}
                  <span className="block text-small text-muted">
                    Version {grant.version} of the permissions
                  </span>
                </RowHead>
                <Td className="wrap-anywhere">
                  {grant.userName ?? "–"}
                  <span className="block text-small text-muted">{grant.userEmail}</span>
                </Td>
                <Td>{grant.personName}</Td>
                <Td>
                  {grant.accountName ?? "–"}
                  <span className="block text-small text-muted">
                    {grant.accountId ? `Number ${grant.accountId}, ` : null}
                    {regionNames[grant.region]}
                  </span>
                </Td>
                <Td>
                  {tokenWords(grant)}
                  {grant.endedAt ? (
                    <span className="block text-small text-muted">Ended {time(grant.endedAt)}</span>
                  ) : null}
                </Td>
              </Row>
            ))}
          </Table>
        )}
      </Part>
      <Part title="Permissions, what for, and when they were proven">
        <Table
          caption="Permissions"
          minWidth="min-w-[40rem] print:min-w-0"
          head={
            <>
              <Th>Permission</Th>
              <Th>What for</Th>
              <Th>Result</Th>
              <Th>Proven</Th>
            </>
          }
        >
          {connection.scopes.map((scope) => (
            <Row key={`${scope.resource} ${scope.access}`}>
              <RowHead>
                {resourceNames[scope.resource]}, {scope.access}
                <span className="block text-small text-muted">
                  {scope.required ? "Required" : "Optional"}
                </span>
              </RowHead>
              <Td>{scope.purpose}</Td>
              <Td>
                <ScopeResultText result={scope.result} isToAllow={scope.isToAllow} />
              </Td>
              <Td>{time(scope.checkedAt)}</Td>
            </Row>
          ))}
        </Table>
      </Part>
      <Part title="Where the secrets are">
        <ul className="list-disc space-y-1 pl-5">
          <li>
            Client secrets and tokens lie in the portal’s database, encrypted with AES-256-GCM, each
            bound to its own row. The key that opens them is outside of the database.
          </li>
          <li>Nobody is ever shown one, and integrations get short-lived access alone.</li>
          {firm.route === "agency" ? (
            <li>The firm sent no keys: it connects through our own application.</li>
          ) : null}
          {evidence.keys.map((key) => (
            <li key={key.id}>
              {key.name}: {keyWords(key)} {key.storedAt ? time(key.storedAt) : null}
              {key.storedAt && key.storedByName ? `, by ${key.storedByName}` : null}
            </li>
          ))}
        </ul>
      </Part>
      <Part title="What was ended and overwritten">
        {evidence.deletions.length === 0 ? (
          <p>Nothing yet.</p>
        ) : (
          <Table
            caption="Deletions, the first one first"
            head={
              <>
                <Th>What</Th>
                <Th>By whom</Th>
                <Th>When</Th>
              </>
            }
          >
            {evidence.deletions.map((line, index) => (
              <Row key={index}>
                <RowHead>{eventWords[line.kind]}</RowHead>
                <Td>{line.actorName}</Td>
                <Td>{time(line.at)}</Td>
              </Row>
            ))}
          </Table>
        )}
        {evidence.keyDestroyedAt ? (
          <p className="mt-3">
            The key of the firm’s personal text was destroyed {time(evidence.keyDestroyedAt)}.
          </p>
        ) : null}
      </Part>
      <Part title="The history behind this">
        <p>
          {chain.isWhole ? (
            <IconWord icon={CircleCheck} className="font-semibold text-ok">
              Verified just now: every line is as it was written, and none is missing
            </IconWord>
          ) : (
            <IconWord icon={CircleX} className="font-semibold text-bad">
              It does not verify: a line was changed or removed
            </IconWord>
          )}
        </p>
        <p className="mt-2">
          {chain.head.position} lines. The hash of the last one:{" "}
          <code className="font-mono text-small wrap-anywhere">{chain.head.hash || "none"}</code>
        </p>
      </Part>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mb-8 max-w-[60rem] print:mb-4 print:max-w-none">
      <h2 className="heading mb-2 text-h2">{title}</h2>
      {children}
    </section>
  );
}

function tokenWords({ state, areTokensGone }: GrantEvidence): string {
  if (areTokensGone) return "Overwritten";
  if (state === "active") return "In use, stored encrypted";
  return state === "staged" ? "Stored encrypted, not in use" : "Being ended at Clio";
}

function keyWords({ storedAt, hasSecret, endsWith }: KeysEvidence): string {
  if (!hasSecret) return "no secret is stored.";
  const end = endsWith ? ` (client ID ends with ${endsWith})` : "";
  return storedAt ? `keys stored encrypted${end},` : "keys stored encrypted.";
}
