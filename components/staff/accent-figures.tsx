import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { accentIn, figuresOf } from "@/lib/settings/accent-rules";

/** How well the agency's colour can be seen in each place, in light and in dark. */
export function AccentFigures({ colour }: { colour: string }) {
  const light = figuresOf("light", accentIn("light", colour));
  const dark = figuresOf("dark", accentIn("dark", colour));
  return (
    <div className="mt-6">
      <Table
        caption="Contrast in each place"
        showCaption
        head={
          <>
            <Th>Where</Th>
            <Th>In light</Th>
            <Th>In dark</Th>
            <Th>Needs</Th>
          </>
        }
      >
        {light.map(({ what, ratio, needs }, n) => (
          <Row key={what}>
            <RowHead>{what}</RowHead>
            <Td>{ratio.toFixed(1)}</Td>
            <Td>{dark[n]?.ratio.toFixed(1)}</Td>
            <Td>{needs}</Td>
          </Row>
        ))}
      </Table>
    </div>
  );
}
