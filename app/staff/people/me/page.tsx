import type { Metadata } from "next";
import { OwnFactor } from "@/components/staff/own-factor";
import { RecoveryCodeList } from "@/components/staff/recovery-code-list";
import { RefusedNotice } from "@/components/staff/refused-notice";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import { now } from "@/lib/context";
import { listOwnSessions } from "@/lib/identity/list-own-sessions";
import { loadOwnFactor } from "@/lib/identity/own-factor";
import { STAFF_IDLE_SECONDS, STAFF_LIFE_SECONDS } from "@/lib/identity/staff-rules";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Your sign-in" };

const HOUR_SECONDS = 3600;
const idleMinutes = STAFF_IDLE_SECONDS / 60;
const lifeHours = STAFF_LIFE_SECONDS / HOUR_SECONDS;

export default async function OwnSignInPage() {
  const { ctx, session } = await requireStaffPage();
  const [sessions, factor, at, { timeZone }, flash] = await Promise.all([
    listOwnSessions(ctx),
    loadOwnFactor(ctx),
    now(ctx),
    currentAgency(),
    readFlash(),
  ]);
  const time = (one: Date) => <TimeText at={one} now={at} timeZone={timeZone} />;
  return (
    <>
      <PageHeading eyebrow="People" title="Your sign-in" dense>
        <p className="[overflow-wrap:anywhere]">{session.personEmail}</p>
      </PageHeading>
      <RefusedNotice message={flash.message} />
      {flash.shownOnce ? (
        <div className="mb-8">
          <RecoveryCodeList codes={flash.shownOnce.split(" ")} />
        </div>
      ) : null}
      <OwnFactor factor={factor} method={session.method} now={at} timeZone={timeZone} />
      <section className="mt-10">
        <Table
          caption="Where you are signed in"
          showCaption
          minWidth="min-w-[44rem]"
          head={
            <>
              <Th>Browser</Th>
              <Th>Signed in</Th>
              <Th>Last seen</Th>
              <Th>Ends at the latest</Th>
              <Th>
                <span className="sr-only">End</span>
              </Th>
            </>
          }
        >
          {sessions.map((one) => (
            <Row key={one.sessionId}>
              <RowHead>
                {one.browser ?? "another browser"}
                <span className="block text-small text-muted">
                  {one.isThisOne ? "This one, " : ""}
                  {one.method === "oidc" ? "by the organisation’s sign-in" : "by a link"}
                </span>
              </RowHead>
              <Td>{time(one.createdAt)}</Td>
              <Td>{time(one.seenAt)}</Td>
              <Td>{time(one.expiresAt)}</Td>
              <Td className="w-px text-right">
                {one.isThisOne ? null : (
                  <ActionForm action="/api/staff/people/me/sessions" nonce={newFormNonce()}>
                    <input type="hidden" name="session" value={one.sessionId} />
                    <Button kind="secondary" dense>
                      End<span className="sr-only"> the session in {one.browser}</span>
                    </Button>
                  </ActionForm>
                )}
              </Td>
            </Row>
          ))}
        </Table>
        <p className="mt-3 max-w-[68ch] text-hint text-muted">
          A session ends after {idleMinutes} minutes without you, and after {lifeHours} hours at the
          latest.
        </p>
        {sessions.length > 1 ? (
          <ActionForm
            action="/api/staff/people/me/sessions"
            nonce={newFormNonce()}
            className="mt-4"
          >
            <input type="hidden" name="session" value="others" />
            <Button kind="secondary" dense>
              End all others
            </Button>
          </ActionForm>
        ) : null}
      </section>
    </>
  );
}
