import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import type { FrictionStep } from "@/lib/staff/load-friction";
import { durationWords } from "@/lib/staff/report-rules";
import type { StepKey } from "@/lib/vocabulary";

/** Where what firms read at a step, or what decides it, can be changed. */
const mendAt: Record<StepKey, { href: string; label: string }> = {
  plan: { href: "/staff/plans", label: "Plans" },
  agency_application: { href: "/staff/applications", label: "Our applications" },
  developer_account: { href: "/staff/settings", label: "Clio’s support address" },
  application: { href: "/staff/integrations", label: "Permissions of the integration" },
  credentials: { href: "/staff/applications", label: "Applications" },
  connect: { href: "/staff/integrations", label: "Permissions of the integration" },
  permissions: { href: "/staff/integrations", label: "Permissions of the integration" },
  live: { href: "/staff/settings", label: "How firms go live" },
};

const number = (value: number) => (value === 0 ? <span className="text-muted">0</span> : value);
const duration = (days: number | null) => (days === null ? "–" : durationWords(days));

/** Each step with what went wrong at it, how long it takes, and where it can be mended. */
export function FrictionTable({ steps }: { steps: FrictionStep[] }) {
  return (
    <Table
      caption="Steps with what held firms up"
      minWidth="min-w-[60rem]"
      head={
        <>
          <Th>Step</Th>
          <Th>“I am stuck”</Th>
          <Th>“Mine looks different”</Th>
          <Th>Trips that did not connect</Th>
          <Th>Keys refused</Th>
          <Th>Half took at most</Th>
          <Th>Waiting now</Th>
          <Th>Mend it at</Th>
        </>
      }
    >
      {steps.map((one) => (
        <Row key={one.step}>
          <RowHead>{one.title}</RowHead>
          <Td>{number(one.stuck)}</Td>
          <Td>{number(one.different)}</Td>
          <Td>{one.step === "connect" ? number(one.endings) : "–"}</Td>
          <Td>{one.step === "credentials" ? number(one.keysRefused) : "–"}</Td>
          <Td>{duration(one.tookDays)}</Td>
          <Td>
            {number(one.waiting)}
            {one.waitedDays === null ? null : (
              <span className="block text-small text-muted">
                half for more than {durationWords(one.waitedDays)}
              </span>
            )}
          </Td>
          <Td>
            <a className="link" href={mendAt[one.step].href}>
              {mendAt[one.step].label}
            </a>
          </Td>
        </Row>
      ))}
    </Table>
  );
}
