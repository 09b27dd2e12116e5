import type { Metadata } from "next";
import { attemptWords, helpWords } from "@/components/staff/event-details-words";
import { FrictionTable } from "@/components/staff/friction-table";
import { ReportsNav } from "@/components/staff/sub-nav";
import { PageHeading } from "@/components/ui/page-heading";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import { now } from "@/lib/context";
import { stepWords } from "@/lib/onboarding/rules";
import { dayOf } from "@/lib/settings/rules";
import {
  loadFriction,
  type FrictionEnding,
  type FrictionQuestion,
} from "@/lib/staff/load-friction";
import type { Parameters } from "@/lib/staff/queue-query";
import { addMonths, readMonthQuery } from "@/lib/staff/report-query";
import { currentAgency } from "@/lib/web/agency";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "What costs firms time" };

type Props = { searchParams: Promise<Parameters> };

const monthName = (month: string) =>
  new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01T12:00:00Z`),
  );

export default async function FrictionPage({ searchParams }: Props) {
  const { ctx } = await requireStaffPage();
  const [{ query }, { timeZone }, at] = await Promise.all([
    searchParams.then(readMonthQuery),
    currentAgency(),
    now(ctx),
  ]);
  const thisMonth = dayOf(at, timeZone).slice(0, 7);
  const month = query.month ?? thisMonth;
  const friction = await loadFriction(ctx, { month, timeZone });
  const to = (one: string) => `/staff/reports/friction?month=${one}`;
  return (
    <>
      <PageHeading title="What costs firms time" dense>
        <p>Where firms got stuck in {monthName(month)}, and what can be mended there.</p>
      </PageHeading>
      <ReportsNav current="friction" />
      <p className="mb-6 flex flex-wrap gap-x-6">
        <a className="link" href={to(addMonths(month, -1))}>
          {monthName(addMonths(month, -1))}
        </a>
        <span aria-current="true" className="font-semibold">
          {monthName(month)}
        </span>
        {month < thisMonth ? (
          <a className="link" href={to(addMonths(month, 1))}>
            {monthName(addMonths(month, 1))}
          </a>
        ) : null}
      </p>
      <FrictionTable steps={friction.steps} />
      <Endings endings={friction.endings} />
      <section className="mt-10">
        <h2 className="heading mb-3 text-h3">What firms said</h2>
        {friction.questions.length === 0 ? (
          <p className="text-muted">Nobody asked for help in this month.</p>
        ) : (
          <Questions questions={friction.questions} now={at} timeZone={timeZone} />
        )}
        {friction.questionsInAll > friction.questions.length ? (
          <p className="mt-3 text-muted">
            And {friction.questionsInAll - friction.questions.length} more.
          </p>
        ) : null}
      </section>
    </>
  );
}

function Endings({ endings }: { endings: FrictionEnding[] }) {
  return (
    <section className="mt-10">
      <h2 className="heading mb-3 text-h3">How trips to Clio ended otherwise</h2>
      {endings.length === 0 ? (
        <p className="text-muted">
          Every trip to Clio that ended in this month led to a connection.
        </p>
      ) : (
        <Table
          caption="Trips to Clio that did not connect"
          minWidth="min-w-[40rem]"
          head={
            <>
              <Th>How</Th>
              <Th>Times</Th>
              <Th>Firms, the most often first</Th>
            </>
          }
        >
          {endings.map(({ outcome, count, firms }) => (
            <Row key={outcome}>
              <RowHead>{attemptWords[outcome]}</RowHead>
              <Td>{count}</Td>
              <Td>
                <ul className="flex flex-wrap gap-x-4">
                  {firms.map(({ id, name }) => (
                    <li key={id}>
                      <a className="link inline-block min-h-6" href={`/staff/firms/${id}`}>
                        {name}
                      </a>
                    </li>
                  ))}
                </ul>
              </Td>
            </Row>
          ))}
        </Table>
      )}
    </section>
  );
}

type QuestionsProps = { questions: FrictionQuestion[]; now: Date; timeZone: string };

function Questions({ questions, now: at, timeZone }: QuestionsProps) {
  return (
    <Table
      caption="What firms said, newest first"
      minWidth="min-w-[48rem]"
      head={
        <>
          <Th>Firm</Th>
          <Th>Step</Th>
          <Th>What they wrote</Th>
          <Th>When</Th>
        </>
      }
    >
      {questions.map(({ id, firm, kind, step, text, at: askedAt, isDone }) => (
        <Row key={id}>
          <RowHead>
            <a className="link" href={`/staff/firms/${firm.id}`}>
              {firm.name}
            </a>
            <span className="block text-small text-muted">{isDone ? "answered" : "open"}</span>
          </RowHead>
          <Td>
            {step ? stepWords[step].title : "–"}
            <span className="block text-small text-muted">{helpWords[kind]}</span>
          </Td>
          <Td className="max-w-[26rem] wrap-anywhere">{text || "Nothing more."}</Td>
          <Td>
            <TimeText at={askedAt} now={at} timeZone={timeZone} />
          </Td>
        </Row>
      ))}
    </Table>
  );
}
