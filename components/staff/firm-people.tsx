import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import type { MemberView } from "@/lib/identity/queries";

type FirmPeopleProps = {
  firmId: string;
  members: MemberView[];
  secondContactId: string | null;
  version: number;
  /** A viewer looks and does not act; nobody does at a closed firm. */
  mayAct: boolean;
  now: Date;
  timeZone: string;
};

/** A firm's people with their roles: who is written to, who else belongs to it. */
export function FirmPeople(props: FirmPeopleProps) {
  const { firmId, members, secondContactId, mayAct, now, timeZone } = props;
  return (
    <>
      <Table
        caption="People of the firm"
        minWidth="min-w-[44rem]"
        head={
          <>
            <Th>Person</Th>
            <Th>Role</Th>
            <Th>Since</Th>
            {mayAct ? <Th className="text-right">Change</Th> : null}
          </>
        }
      >
        {members.map((member) => (
          <Row key={member.personId}>
            <RowHead>
              {member.name}
              <span className="block text-small wrap-anywhere text-muted">{member.email}</span>
            </RowHead>
            <Td>{roleOf(member, secondContactId)}</Td>
            <Td>
              <TimeText at={member.addedAt} now={now} timeZone={timeZone} />
            </Td>
            {mayAct ? (
              <Td>
                <Changes {...props} member={member} />
              </Td>
            ) : null}
          </Row>
        ))}
      </Table>
      {mayAct ? (
        <details className="mt-4">
          <summary className="link inline-block min-h-6">Invite another person</summary>
          <ActionForm action={`/api/staff/firms/${firmId}/people`} className="mt-3 space-y-3">
            <Field name="name" id="person-name" label="Person’s name" />
            <Field name="email" id="person-email" label="Person’s e-mail address" type="email" />
            <p className="max-w-[60ch] text-hint text-muted">
              They get an invitation, and everybody who belongs to the firm is told by mail.
            </p>
            <Button kind="secondary" dense>
              Invite the person
            </Button>
          </ActionForm>
        </details>
      ) : null}
    </>
  );
}

function roleOf({ isMainContact, personId }: MemberView, secondContactId: string | null): string {
  if (isMainContact) return "Main contact";
  return personId === secondContactId ? "Second contact" : "Member";
}

function Changes({
  firmId,
  member,
  secondContactId,
  version,
}: FirmPeopleProps & { member: MemberView }) {
  if (member.isMainContact) return null;
  const { personId, name } = member;
  const isSecond = personId === secondContactId;
  const api = `/api/staff/firms/${firmId}`;
  const about = <span className="sr-only">: {name}</span>;
  const contact = (as: "main" | "second", person: string, label: string) => (
    <ActionForm action={`${api}/contact`}>
      <input type="hidden" name="version" value={version} />
      <input type="hidden" name="as" value={as} />
      <input type="hidden" name="person" value={person} />
      <Button kind="secondary" dense>
        {label}
        {about}
      </Button>
    </ActionForm>
  );
  return (
    <div className="flex flex-wrap justify-end gap-2">
      {contact("main", personId, "Make main contact")}
      {isSecond
        ? contact("second", "", "No second contact")
        : contact("second", personId, "Make second contact")}
      <ActionForm action={`${api}/people/remove`}>
        <input type="hidden" name="version" value={version} />
        <input type="hidden" name="person" value={personId} />
        <Button kind="secondary" dense>
          Remove{about}
        </Button>
      </ActionForm>
    </div>
  );
}
