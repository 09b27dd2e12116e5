import { Check } from "lucide-react";
import { Icon } from "@/components/ui/icon";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import type { PermissionBox } from "@/lib/applications/rules";
import type { Resource } from "@/lib/vocabulary";

/** The boxes of Clio's form as they have to look: which ones are ticked, and what each is for. */
export function PermissionBoxes({
  caption,
  boxes,
  added,
}: {
  caption: string;
  boxes: PermissionBox[];
  /** Those that were not there before. */
  added?: ReadonlySet<Resource>;
}) {
  return (
    <Table
      caption={caption}
      head={
        <>
          <Th>Permission</Th>
          <Th className="w-14">Read</Th>
          <Th className="w-14">Write</Th>
        </>
      }
    >
      {boxes.map((box) => (
        <Row key={box.resource}>
          <RowHead>
            <strong className="font-semibold">{box.label}</strong>
            {added?.has(box.resource) ? <NewMark /> : null}
            {box.required ? null : (
              <>
                {" "}
                <span className="text-hint whitespace-nowrap text-muted">· optional</span>
              </>
            )}
            <span className="block text-small text-muted">{box.purpose}</span>
          </RowHead>
          <Td>
            <Box isTicked={box.read} />
          </Td>
          <Td>
            <Box isTicked={box.write} />
          </Td>
        </Row>
      ))}
    </Table>
  );
}

function NewMark() {
  return (
    <>
      {" "}
      <span className="rounded-[3px] border border-accent px-1.5 text-small font-semibold whitespace-nowrap text-accent">
        New
      </span>
    </>
  );
}

function Box({ isTicked }: { isTicked: boolean }) {
  return (
    <span
      className={`mt-0.5 grid size-5 place-items-center rounded-[3px] border ${
        isTicked ? "border-accent bg-accent text-on-accent" : "border-line-field"
      }`}
    >
      {isTicked ? <Icon as={Check} size={15} /> : null}
      <span className="sr-only">{isTicked ? "Tick" : "Leave empty"}</span>
    </span>
  );
}
