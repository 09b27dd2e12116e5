import { Check, CircleDashed, CircleHelp, CircleX, Eye } from "lucide-react";
import { IconWord } from "@/components/ui/icon-word";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import type { ApplicationRowView } from "@/lib/staff/list-applications";
import { regionHosts, type KeyCheck } from "@/lib/vocabulary";

const looks: Record<KeyCheck, { word: string; icon: typeof Check; colour: string }> = {
  accepted: { word: "Clio accepts the keys", icon: Check, colour: "text-ok" },
  refused: { word: "Clio refuses the keys", icon: CircleX, colour: "font-semibold text-bad" },
  unknown: { word: "Clio did not say", icon: CircleHelp, colour: "text-muted" },
  not_checked: { word: "Not asked yet", icon: CircleDashed, colour: "text-muted" },
};

export const keyCheckWords = (check: KeyCheck): string => looks[check].word;

/** From this age on a secret should be changed: half a year. */
const OLD_SECRET_DAYS = 180;

type ApplicationsTableProps = { applications: ApplicationRowView[]; now: Date; timeZone: string };

/** All applications at Clio: whose, how sure of their keys we are, who uses them, how old the secret is. */
export function ApplicationsTable({ applications, now, timeZone }: ApplicationsTableProps) {
  const time = (at: Date | null) => (at ? <TimeText at={at} now={now} timeZone={timeZone} /> : "–");
  return (
    <Table
      caption="Applications at Clio, the newest first"
      minWidth="min-w-[68rem]"
      head={
        <>
          <Th>Whose</Th>
          <Th>Region</Th>
          <Th>Keys</Th>
          <Th>Proven</Th>
          <Th>Last accepted by Clio</Th>
          <Th>Age of the secret</Th>
          <Th>Used by</Th>
          <Th>Rotate</Th>
        </>
      }
    >
      {applications.map((one) => (
        <Row key={one.id}>
          <RowHead>
            <a className="link" href={pageOf(one)}>
              {one.firm?.name ?? one.integrationName}
            </a>
            <span className="block text-small text-muted">
              {one.firm ? `The firm’s own, ${one.integrationName}` : "Ours"}
              {one.clientIdEnd ? `, ends with ${one.clientIdEnd}` : ""}
            </span>
          </RowHead>
          <Td>{one.region ? regionHosts[one.region] : "–"}</Td>
          <Td>
            <KeyState application={one} />
          </Td>
          <Td>
            {one.firm ? <span className="text-muted">by connecting</span> : time(one.verifiedAt)}
          </Td>
          <Td>{time(one.acceptedAt)}</Td>
          <Td>
            <SecretAge days={one.secretAgeDays} />
          </Td>
          <Td>{usedWords(one)}</Td>
          <Td>
            <a className="link" href={pageOf(one)}>
              {one.firm ? "Ask the firm" : "Enter new keys"}
              <span className="sr-only"> for {one.firm?.name ?? one.integrationName}</span>
            </a>
          </Td>
        </Row>
      ))}
    </Table>
  );
}

const pageOf = ({ id, firm }: ApplicationRowView) =>
  firm ? `/staff/firms/${firm.id}` : `/staff/applications/${id}`;

function KeyState({ application }: { application: ApplicationRowView }) {
  if (application.isUnderReview) {
    return (
      <IconWord icon={Eye} className="font-semibold text-warn">
        We look at them
      </IconWord>
    );
  }
  if (!application.keysStoredAt) {
    return (
      <IconWord icon={CircleDashed} className="text-muted">
        No keys yet
      </IconWord>
    );
  }
  const { word, icon, colour } = looks[application.keyCheck];
  return (
    <IconWord icon={icon} className={colour}>
      {word}
    </IconWord>
  );
}

function SecretAge({ days }: { days: number | null }) {
  if (days === null) return "–";
  const words = days === 0 ? "today" : days === 1 ? "1 day" : `${days} days`;
  return days >= OLD_SECRET_DAYS ? (
    <>
      {words} <span className="block text-small font-semibold text-warn">time for a new one</span>
    </>
  ) : (
    words
  );
}

function usedWords({ usedBy, firm }: ApplicationRowView): string {
  if (firm) return usedBy > 0 ? "its connection" : "nothing yet";
  return usedBy === 1 ? "1 firm" : `${usedBy} firms`;
}
