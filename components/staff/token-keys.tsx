import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import type { TokenKeyView } from "@/lib/tokens/staff-queries";

const states = { active: "Active", expired: "Expired", revoked: "Revoked" } as const;

type TokenKeysProps = {
  keys: TokenKeyView[];
  /** Where a key is revoked; null for who may not, and when all is over. */
  revokeAction: string | null;
  now: Date;
  timeZone: string;
};

/** The keys of a token client by their beginning: the rest was shown once. */
export function TokenKeys({ keys, revokeAction, now, timeZone }: TokenKeysProps) {
  const time = (at: Date) => <TimeText at={at} now={now} timeZone={timeZone} />;
  return (
    <Table
      caption="Keys"
      minWidth="min-w-[52rem]"
      head={
        <>
          <Th>Key</Th>
          <Th>Made</Th>
          <Th>Last used</Th>
          <Th>Expires</Th>
          <Th>State</Th>
        </>
      }
    >
      {keys.map((key) => (
        <Row key={key.id}>
          <RowHead>
            <code className="font-mono text-hint font-normal">{key.start}…</code>
          </RowHead>
          <Td>
            {time(key.createdAt)}
            <span className="block text-small text-muted">
              {key.createdByName ?? "The operator’s command"}
            </span>
          </Td>
          <Td>{key.lastUsedAt ? time(key.lastUsedAt) : "–"}</Td>
          <Td>{time(key.expiresAt)}</Td>
          <Td>
            {states[key.state]}
            {revokeAction && key.state === "active" ? (
              <ActionForm action={revokeAction} className="mt-1.5">
                <input type="hidden" name="key" value={key.id} />
                <Button kind="secondary" dense>
                  Revoke
                </Button>
              </ActionForm>
            ) : null}
          </Td>
        </Row>
      ))}
    </Table>
  );
}
