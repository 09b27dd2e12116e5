import type { Metadata } from "next";
import { DisabledMark, SignInState } from "@/components/staff/factor-state";
import { roleHints, roleNames } from "@/components/staff/role-names";
import { ActionForm } from "@/components/ui/action-form";
import { Button, LinkButton } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page-heading";
import { problemOf } from "@/components/ui/problem-of";
import { RadioGroup } from "@/components/ui/radio-group";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import { now } from "@/lib/context";
import { listStaff } from "@/lib/staff/list-staff";
import { staffRoles } from "@/lib/vocabulary";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "People" };

type Props = { searchParams: Promise<{ invited?: string | string[] }> };

export default async function StaffPeoplePage({ searchParams }: Props) {
  const { ctx } = await requireStaffPage();
  const [staff, at, { timeZone }, flash, { invited }] = await Promise.all([
    listStaff(ctx),
    now(ctx),
    currentAgency(),
    readFlash(),
    searchParams,
  ]);
  const isAdmin = ctx.actor.kind === "staff" && ctx.actor.role === "admin";
  const typed = flash.values ?? {};
  return (
    <>
      <PageHeading title="People" dense>
        <p>Who of the agency signs in here, and what they may do.</p>
      </PageHeading>
      {invited === "1" ? (
        <div className="mb-6">
          <Notice kind="ok" title="The invitation is on its way" isBrief />
        </div>
      ) : null}
      <p className="mb-6">
        <LinkButton href="/staff/people/me" kind="secondary" dense>
          Your sign-in
        </LinkButton>
      </p>
      <Table
        caption="People of the agency"
        minWidth="min-w-[46rem]"
        head={
          <>
            <Th>Person</Th>
            <Th>Role</Th>
            <Th>Signs in by</Th>
            <Th>Last seen</Th>
            <Th>Signed in</Th>
          </>
        }
      >
        {staff.map((one) => (
          <Row key={one.personId}>
            <RowHead>
              <a className="link" href={`/staff/people/${one.personId}`}>
                {one.name}
              </a>
              {one.isMe ? <span className="text-hint text-muted"> · you</span> : null}
              <span className="block text-small [overflow-wrap:anywhere] text-muted">
                {one.email}
              </span>
            </RowHead>
            <Td>{roleNames[one.role]}</Td>
            <Td>{one.disabledAt ? <DisabledMark /> : <SignInState {...one} />}</Td>
            <Td>
              {one.seenAt ? (
                <TimeText at={one.seenAt} now={at} timeZone={timeZone} />
              ) : (
                "Never signed in"
              )}
            </Td>
            <Td>{one.openSessions === 0 ? "–" : one.openSessions}</Td>
          </Row>
        ))}
      </Table>
      {isAdmin ? (
        <section className="mt-10 max-w-[40rem] border-t border-line pt-5">
          <h2 className="heading text-h2">Invite somebody</h2>
          <ActionForm
            action="/api/staff/people"
            nonce={newFormNonce()}
            problem={problemOf(flash)}
            className="mt-4 space-y-6"
          >
            <Field name="name" label="Name" defaultValue={typed.name} />
            <Field
              name="email"
              label="E-mail address"
              hint="They get a mail that says how to sign in. Invite them again if it was lost."
              type="email"
              defaultValue={typed.email}
            />
            <RadioGroup
              name="role"
              legend="Role"
              defaultValue={typed.role ?? "operator"}
              options={staffRoles.map((role) => ({
                value: role,
                label: roleNames[role],
                hint: roleHints[role],
              }))}
            />
            <Button>Invite</Button>
          </ActionForm>
        </section>
      ) : (
        <p className="mt-6 text-hint text-muted">
          Only administrators invite people and change roles.
        </p>
      )}
    </>
  );
}
