import { StatusBadge } from "@/components/connection/status-badge";
import { StepStateText } from "@/components/onboarding/step-state";
import { Button } from "@/components/ui/button";
import { DefinitionGrid } from "@/components/ui/definition-grid";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { DayText, TimeText } from "@/components/ui/time-text";
import { ago, NOW, TIME_ZONE } from "./invented";
import { Piece, State } from "./piece";

const firms = [
  { name: "Hartley & Moss LLP", status: "working", state: "completed", age: 45 },
  { name: "Okafor Estate Planning", status: "needs_attention", state: "problem", age: 1500 },
  {
    name: "Castellan, Okafor and Bellweather Family Law Partners",
    status: "checking",
    state: "waiting_clio",
    age: 9000,
  },
] as const;

export function TablesSection() {
  return (
    <>
      <Piece title="A table that scrolls in its own frame">
        <Table
          caption="Firms"
          showCaption
          minWidth="min-w-[56rem]"
          head={
            <>
              <Th>Firm</Th>
              <Th>Next step</Th>
              <Th>Connection</Th>
              <Th>Since</Th>
              <Th>
                <span className="sr-only">What to do</span>
              </Th>
            </>
          }
        >
          {firms.map(({ name, status, state, age }) => (
            <Row key={name}>
              <RowHead>
                <a className="link font-semibold" href="#main">
                  {name}
                </a>
                <span className="block text-small text-muted">Clio and HubSpot contacts</span>
              </RowHead>
              <Td>
                <StepStateText state={state} />
              </Td>
              <Td>
                <StatusBadge status={status} />
              </Td>
              <Td>
                <TimeText at={ago(age)} now={NOW} timeZone={TIME_ZONE} />
              </Td>
              <Td className="w-px text-right">
                <Button kind="secondary" dense>
                  Remind<span className="sr-only"> {name}</span>
                </Button>
              </Td>
            </Row>
          ))}
        </Table>
      </Piece>
      <Piece title="A table that fits, without a shown caption">
        <Table
          caption="People"
          head={
            <>
              <Th>Person</Th>
              <Th>
                <span className="sr-only">Remove</span>
              </Th>
            </>
          }
        >
          <Row>
            <RowHead>
              Ada Moss <span className="text-hint text-muted">· main contact</span>
              <span className="block text-small [overflow-wrap:anywhere] text-muted">
                ada.moss.administrator@longdomainnameofhartleymoss.test
              </span>
            </RowHead>
            <Td className="w-px text-right">
              <Button kind="secondary" dense>
                Remove
              </Button>
            </Td>
          </Row>
        </Table>
      </Piece>
      <Piece title="Facts">
        <DefinitionGrid
          facts={[
            { term: "Connected account", value: "Hartley & Moss LLP" },
            {
              term: "Authorized by",
              value: "Ada Moss, ada.moss.administrator@longdomainnameofhartleymoss.test",
            },
            {
              term: "Connected since",
              value: <TimeText at={ago(6000)} now={NOW} timeZone={TIME_ZONE} />,
            },
            {
              term: "Last proof of life",
              value: <TimeText at={ago(300)} now={NOW} timeZone={TIME_ZONE} />,
            },
            { term: "Next check", value: "–" },
          ]}
        />
      </Piece>
      <Piece title="Times">
        <State name="Near, with the zone in words">
          <TimeText at={ago(300)} now={NOW} timeZone={TIME_ZONE} />
        </State>
        <State name="Far">
          <TimeText at={ago(60_000)} now={NOW} timeZone={TIME_ZONE} />
        </State>
        <State name="The date alone">
          <TimeText at={ago(60_000)} timeZone={TIME_ZONE} dateOnly />
        </State>
        <State name="A day">
          <DayText day="2026-11-24" />
        </State>
      </Piece>
    </>
  );
}
