import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { CopyField } from "@/components/ui/copy-field";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import type { LinkView } from "@/lib/staff/list-links";
import { linkWords } from "./event-details-words";

const states = { usable: "Can be used", revoked: "Revoked or replaced", over: "Over" } as const;

type FirmLinksProps = {
  firmId: string;
  links: LinkView[];
  /** A viewer looks and does not act. */
  mayAct: boolean;
  /** A link that was copied just now. */
  shownOnce: string | null;
  now: Date;
  timeZone: string;
};

/** The links that people of a firm were sent, and the two things that staff can do about them. */
export function FirmLinks({ firmId, links, mayAct, shownOnce, now, timeZone }: FirmLinksProps) {
  const time = (at: Date) => <TimeText at={at} now={now} timeZone={timeZone} />;
  const api = `/api/staff/firms/${firmId}`;
  return (
    <>
      <Table
        caption="Links"
        minWidth="min-w-[46rem]"
        head={
          <>
            <Th>Link</Th>
            <Th>Sent</Th>
            <Th>Opened</Th>
            <Th>Ends</Th>
            <Th>State</Th>
          </>
        }
      >
        {links.map((link) => (
          <Row key={link.id}>
            <RowHead>
              {linkWords[link.purpose]}
              <span className="block text-small font-normal text-muted">{link.personName}</span>
            </RowHead>
            <Td>{time(link.createdAt)}</Td>
            <Td>{link.openedAt ? time(link.openedAt) : "–"}</Td>
            <Td>{time(link.expiresAt)}</Td>
            <Td>
              {states[link.state]}
              {link.state === "usable" && mayAct ? (
                <div className="mt-1.5 flex flex-wrap gap-2">
                  {link.purpose === "sign_in" ? null : (
                    <ActionForm action={`${api}/extend-link`}>
                      <input type="hidden" name="link" value={link.id} />
                      <Button kind="secondary" dense>
                        Extend
                      </Button>
                    </ActionForm>
                  )}
                  <ActionForm action={`${api}/revoke-link`}>
                    <input type="hidden" name="link" value={link.id} />
                    <Button kind="secondary" dense>
                      Revoke
                    </Button>
                  </ActionForm>
                </div>
              ) : null}
            </Td>
          </Row>
        ))}
      </Table>
      {shownOnce ? (
        <dl className="mt-4 border-t border-line">
          <CopyField
            label="A link for the main contact"
            value={shownOnce}
            hint="It is shown once. What is done with it is told as “through a copied link”, and it cannot confirm an account."
          />
        </dl>
      ) : null}
      {mayAct ? (
        <p className="mt-3 text-small text-muted">
          A new invitation, mailed or copied, ends the one before and whoever is signed in by it. A
          link that is extended lives as long from now on as a new one would.
        </p>
      ) : null}
      {mayAct ? (
        <div className="mt-4 flex flex-wrap gap-3">
          <ActionForm action={`${api}/invitation`}>
            <Button kind="secondary" dense>
              Send a new invitation
            </Button>
          </ActionForm>
          <ActionForm action={`${api}/reauthorize`}>
            <Button kind="secondary" dense>
              Send a link to connect again
            </Button>
          </ActionForm>
          <ActionForm action={`${api}/copy-link`}>
            <Button kind="secondary" dense>
              Make a link to copy
            </Button>
          </ActionForm>
        </div>
      ) : null}
    </>
  );
}
