import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import type { ScopeLine } from "@/lib/integrations/rules";
import { resourceNames } from "@/lib/vocabulary";

/** A version’s permissions, line by line. */
export function ScopeTable({ caption, scopes }: { caption: string; scopes: ScopeLine[] }) {
  return (
    <Table
      caption={caption}
      minWidth="min-w-[40rem]"
      head={
        <>
          <Th>Permission</Th>
          <Th>Access</Th>
          <Th>Needed</Th>
          <Th>What it is for</Th>
        </>
      }
    >
      {scopes.map(({ resource, access, required, purpose }) => (
        <Row key={`${resource} ${access}`}>
          <RowHead>{resourceNames[resource]}</RowHead>
          <Td>{access}</Td>
          <Td>{required ? "Required" : "Optional"}</Td>
          <Td>{purpose}</Td>
        </Row>
      ))}
    </Table>
  );
}
