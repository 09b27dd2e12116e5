import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { ColleagueControls } from "@/components/staff/colleague-controls";
import { DisabledMark, SignInState } from "@/components/staff/factor-state";
import { RefusedNotice } from "@/components/staff/refused-notice";
import { roleNames } from "@/components/staff/role-names";
import { DefinitionGrid } from "@/components/ui/definition-grid";
import { PageHeading } from "@/components/ui/page-heading";
import { TimeText } from "@/components/ui/time-text";
import { now } from "@/lib/context";
import { listStaff } from "@/lib/staff/list-staff";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { requireStaffPage } from "@/lib/web/page";

type Props = { params: Promise<{ id: string }> };

/** Read once, for the title and for the page. */
const loadColleague = cache(async (id: string) => {
  const { ctx } = await requireStaffPage();
  return (await listStaff(ctx)).find(({ personId }) => personId === id) ?? notFound();
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await loadColleague((await params).id)).name };
}

export default async function ColleaguePage({ params }: Props) {
  const { ctx } = await requireStaffPage();
  const colleague = await loadColleague((await params).id);
  const [at, { timeZone }, flash] = await Promise.all([now(ctx), currentAgency(), readFlash()]);
  const isAdmin = ctx.actor.kind === "staff" && ctx.actor.role === "admin";
  const { name, email, role, disabledAt, seenAt, openSessions, isMe } = colleague;
  return (
    <>
      <PageHeading eyebrow="People" title={name} dense>
        <p className="[overflow-wrap:anywhere]">{email}</p>
      </PageHeading>
      <RefusedNotice message={flash.message} />
      <DefinitionGrid
        facts={[
          { term: "Role", value: roleNames[role] },
          {
            term: "Signs in by",
            value: disabledAt ? <DisabledMark /> : <SignInState {...colleague} />,
          },
          {
            term: "Last seen",
            value: seenAt ? (
              <TimeText at={seenAt} now={at} timeZone={timeZone} />
            ) : (
              "Never signed in"
            ),
          },
          { term: "Sessions", value: openSessions === 0 ? "None" : String(openSessions) },
        ]}
      />
      {isMe ? (
        <p className="mt-6">
          <a className="link" href="/staff/people/me">
            Your sessions and your second factor
          </a>
        </p>
      ) : null}
      {isAdmin && !isMe ? (
        <ColleagueControls colleague={colleague} typedRole={flash.values?.role ?? null} />
      ) : null}
    </>
  );
}
