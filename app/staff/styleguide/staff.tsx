import { ApplicationState } from "@/components/staff/application-state";
import { eventWords } from "@/components/staff/event-words";
import { FirmConnection } from "@/components/staff/firm-connection";
import { FirmControls } from "@/components/staff/firm-controls";
import { FirmDecisions } from "@/components/staff/firm-decisions";
import { FirmLinks } from "@/components/staff/firm-links";
import { FirmMails } from "@/components/staff/firm-mails";
import { HeldMails } from "@/components/staff/held-mails";
import { FirmQuestions } from "@/components/staff/firm-questions";
import { HouseTroubles } from "@/components/staff/house-troubles";
import { HistoryTable } from "@/components/staff/history-table";
import { routeNames } from "@/components/staff/route-names";
import { ScopeChanges } from "@/components/staff/scope-changes";
import { WebhookLog } from "@/components/staff/webhook-log";
import { EndpointStateWord } from "@/components/staff/webhook-state";
import { scopeDifference } from "@/lib/integrations/rules";
import {
  ADA,
  connection,
  NEW_SCOPE,
  NOW,
  OTHER,
  pending,
  SCOPES,
  SCOPES_USERS,
  TIME_ZONE,
} from "./invented";
import {
  APPLICATIONS,
  DELIVERIES,
  EVENTS,
  FIRM_ON_THE_LONG_ROUTE,
  LINKS,
  MAILS,
  QUESTIONS,
} from "./invented-staff";
import { Piece, State } from "./piece";

const shown = { now: NOW, timeZone: TIME_ZONE };
const firm = { firmId: "firm_invented", mayAct: true };

export function StaffSection() {
  return (
    <>
      <Piece title="What keeps the portal from its work">
        <HouseTroubles queue={{ workers: 0, waiting: 2, oldestSeconds: 20 }} quarantine={null} />
        <HouseTroubles queue={{ workers: 1, waiting: 900, oldestSeconds: 300 }} quarantine={null} />
        <HouseTroubles
          queue={{ workers: 0, waiting: 0, oldestSeconds: 0 }}
          quarantine="it was restored from a backup"
        />
      </Piece>
      <Piece title="How far an application of ours is">
        {APPLICATIONS.map((application) => (
          <p key={application.id}>
            <ApplicationState application={application} />
          </p>
        ))}
      </Piece>
      <Piece title="What a version changes">
        <ScopeChanges
          difference={scopeDifference(
            [...SCOPES.slice(0, 4), { ...NEW_SCOPE, purpose: "Showed tasks" }],
            [
              ...SCOPES.slice(1, 3),
              { ...SCOPES_USERS, required: false },
              { ...SCOPES_USERS, access: "write" },
              { ...SCOPES_USERS, resource: "documents", required: false },
              NEW_SCOPE,
            ],
          )}
        />
      </Piece>
      <Piece title="Questions of people">
        <FirmQuestions firmName="Hartley & Moss LLP" {...firm} {...shown} requests={QUESTIONS} />
      </Piece>
      <Piece title="What waits for staff">
        <State name="Keys to look at, an account to confirm, left for Clio">
          <FirmDecisions
            timeZone={TIME_ZONE}
            {...firm}
            connection={connection({
              pending: pending({ reason: "agency_confirms", identity: OTHER }),
            })}
            review={{ places: ["Castellan Family Law", "our application for the US"] }}
            isLeftForClio
          />
        </State>
        <State name="Another account came back">
          <FirmDecisions
            timeZone={TIME_ZONE}
            {...firm}
            connection={connection({
              identity: ADA,
              pending: pending({
                reason: "different_account",
                verdict: "different",
                identity: OTHER,
              }),
            })}
            review={null}
            isLeftForClio={false}
          />
        </State>
        <State name="For a viewer">
          <FirmDecisions
            timeZone={TIME_ZONE}
            {...firm}
            mayAct={false}
            connection={connection({})}
            review={{ places: ["Castellan Family Law"] }}
            isLeftForClio
          />
        </State>
      </Piece>
      <Piece title="What staff decide">
        <FirmControls {...firm} {...shown} firm={FIRM_ON_THE_LONG_ROUTE} today="2026-11-24" />
      </Piece>
      <Piece title="Connection">
        <FirmConnection
          view={connection({
            identity: ADA,
            status: "needs_attention",
            reason: "permission_missing",
          })}
          {...shown}
        />
      </Piece>
      <Piece title="Links">
        <FirmLinks
          {...firm}
          {...shown}
          links={LINKS}
          shownOnce="https://portal.acucoders.test/l/cin_an-invented-link-that-leads-nowhere-at-all"
        />
      </Piece>
      <Piece title="Mails that are held back">
        <HeldMails held={{ number: 4800, since: shown.now }} {...shown} mayAct />
        <HeldMails held={{ number: 1, since: shown.now }} {...shown} mayAct={false} />
      </Piece>
      <Piece title="Mails">
        <FirmMails {...firm} {...shown} mails={MAILS} />
      </Piece>
      <Piece title="Webhooks">
        <ul className="mb-6 space-y-1">
          {(["on", "paused", "gone", "unreachable", "removed"] as const).map((state) => (
            <li key={state}>
              <EndpointStateWord state={state} />
            </li>
          ))}
        </ul>
        <WebhookLog deliveries={DELIVERIES} resendAction="/api/theme" {...shown} />
      </Piece>
      <Piece title="Words of the routes">
        <ul className="list-disc pl-5">
          {Object.values(routeNames).map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      </Piece>
      <Piece title="History of many firms">
        <HistoryTable caption="History" events={EVENTS} showFirm {...shown} />
      </Piece>
      <Piece title="Words of the history">
        <ul className="list-disc columns-[18rem] pl-5 text-hint">
          {Object.values(eventWords).map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      </Piece>
    </>
  );
}
