import type { Metadata } from "next";
import { routeNames } from "@/components/staff/route-names";
import { SettingsNav } from "@/components/staff/sub-nav";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page-heading";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { listReminderRules } from "@/lib/staff/list-reminder-rules";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Reminders" };

type Props = { searchParams: Promise<{ saved?: string | string[] }> };

const daysWords = (days: number | null) =>
  days === null ? "never" : days === 1 ? "1 day" : `${days} days`;

export default async function RemindersPage({ searchParams }: Props) {
  const { ctx } = await requireStaffPage();
  const [routes, { saved }] = await Promise.all([listReminderRules(ctx), searchParams]);
  return (
    <>
      <PageHeading title="Reminders" dense>
        <p>
          After how many business days somebody is written to about a step that waits. A new step
          starts anew. While a step waits for us, only its owner is told, after the first number of
          its line.
        </p>
      </PageHeading>
      <SettingsNav current="reminders" />
      {saved === "1" ? (
        <div className="mb-6">
          <Notice kind="ok" title="Saved" isBrief />
        </div>
      ) : null}
      <div className="space-y-10">
        {routes.map(({ route, rules }) => (
          <section key={route}>
            <h2 className="heading mb-2 text-h3">{routeNames[route]}</h2>
            <Table
              caption={`Reminders: ${routeNames[route]}`}
              minWidth="min-w-[44rem]"
              head={
                <>
                  <Th>Step</Th>
                  <Th>Main contact</Th>
                  <Th>Second contact</Th>
                  <Th>Who looks after the firm</Th>
                  <Th>Set by</Th>
                </>
              }
            >
              {rules.map((rule) => (
                <Row key={rule.step}>
                  <RowHead>
                    <a className="link" href={`/staff/settings/reminders/${route}/${rule.step}`}>
                      {rule.title}
                    </a>
                  </RowHead>
                  <Td>{daysWords(rule.contactAfterDays)}</Td>
                  <Td>{daysWords(rule.secondContactAfterDays)}</Td>
                  <Td>{daysWords(rule.ownerAfterDays)}</Td>
                  <Td>{rule.version === 0 ? "the portal" : "staff"}</Td>
                </Row>
              ))}
            </Table>
          </section>
        ))}
      </div>
    </>
  );
}
