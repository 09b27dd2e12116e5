import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import { now } from "@/lib/context";
import { listTokenClients, type TokenClientLine } from "@/lib/tokens/staff-queries";
import { currentAgency } from "@/lib/web/agency";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Token clients" };

function rightsOf({ mayReadStatus, mayTakeTokens }: TokenClientLine): string {
  if (mayReadStatus && mayTakeTokens) return "Tokens and statuses";
  return mayTakeTokens ? "Tokens" : "Statuses";
}

function firmsOf({ integrationName, firms }: TokenClientLine): string {
  const single = firms === 1 ? "one firm" : `${firms} firms`;
  if (!integrationName) return `${single.charAt(0).toUpperCase()}${single.slice(1)}`;
  return firms > 0 ? `${integrationName}, and ${single}` : integrationName;
}

export default async function TokenClientsPage() {
  const { ctx } = await requireStaffPage();
  const [clients, { timeZone }, at] = await Promise.all([
    listTokenClients(ctx),
    currentAgency(),
    now(ctx),
  ]);
  const isAdmin = ctx.actor.kind === "staff" && ctx.actor.role === "admin";
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-6">
        <PageHeading title="Token clients" dense>
          <p>
            Your integration services: each asks the machine’s door for fresh access tokens with a
            key of its own, and keeps no secret of a firm.
          </p>
          {isAdmin ? null : <p>Only administrators can add or change one.</p>}
        </PageHeading>
        {isAdmin ? (
          <LinkButton href="/staff/token-clients/new">Add a token client</LinkButton>
        ) : null}
      </div>
      {clients.length === 0 ? (
        <p className="text-muted">There is none yet.</p>
      ) : (
        <Table
          caption="Token clients"
          minWidth="min-w-[48rem]"
          head={
            <>
              <Th>Service</Th>
              <Th>Firms</Th>
              <Th>May have</Th>
              <Th>Keys</Th>
              <Th>Last used</Th>
            </>
          }
        >
          {clients.map((client) => (
            <Row key={client.id}>
              <RowHead>
                <a className="link" href={`/staff/token-clients/${client.id}`}>
                  {client.name}
                </a>
              </RowHead>
              <Td>{firmsOf(client)}</Td>
              <Td>{rightsOf(client)}</Td>
              <Td>{client.revokedAt ? "Revoked" : client.activeKeys}</Td>
              <Td>
                {client.lastUsedAt ? (
                  <TimeText at={client.lastUsedAt} now={at} timeZone={timeZone} />
                ) : (
                  "–"
                )}
              </Td>
            </Row>
          ))}
        </Table>
      )}
    </>
  );
}
