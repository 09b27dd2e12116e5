import type { Metadata } from "next";
import { LeftClio } from "@/components/connection/left-clio";
import { PermissionBoxes } from "@/components/connection/permission-boxes";
import { OutsideLink } from "@/components/onboarding/outside-link";
import { StepPage } from "@/components/onboarding/step-page";
import { ApprovalPicture } from "@/components/pictures/approval-picture";
import { regionHosts, type Resource } from "@/lib/vocabulary";
import { ActionForm } from "@/components/ui/action-form";
import { AsideBlock } from "@/components/ui/aside-block";
import { Button, LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { permissionBoxes, type PermissionBox } from "@/lib/applications/rules";
import { listNewBoxes } from "@/lib/connection/list-new-boxes";
import { loadConnection, loadOpenAttempt } from "@/lib/connection/queries";
import { isRefused } from "@/lib/connection/rules";
import type { ConnectionView } from "@/lib/connection/views";
import { loadScopeSet } from "@/lib/integrations/queries";
import { isSameScope, type ScopeLine } from "@/lib/integrations/rules";
import { loadChecklist } from "@/lib/onboarding/queries";
import { clioProvider } from "@/lib/providers/clio/clio-provider";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { requireFirmPage } from "@/lib/web/page";
import { AskedFor } from "./asked-for";

export const metadata: Metadata = { title: "Connect Clio" };

type Props = { searchParams: Promise<{ told?: string | string[]; after?: string | string[] }> };

export default async function ConnectPage({ searchParams }: Props) {
  const visitor = await requireFirmPage("connect");
  const { ctx, firmId, isHandedOver } = visitor;
  const [agency, firm, connection, newBoxes, left, flash, query] = await Promise.all([
    currentAgency(),
    loadChecklist(ctx, firmId),
    loadConnection(ctx, firmId),
    listNewBoxes(ctx, firmId),
    loadOpenAttempt(ctx),
    readFlash(),
    searchParams,
  ]);
  const permissions = permissionBoxes((await loadScopeSet(ctx, firm.integrationId)).scopes);
  const step = firm.checklist.steps.find(({ key }) => key === "connect");
  const asked = connection.newPermissions;
  const isNew = asked !== null && asked.lines.some(isToAllow(connection));
  const refused = connection.scopes.filter((scope) => isRefused(scope) && !scope.isToAllow);
  const missing = new Set(refused.map(({ resource }) => resource));
  // With something new the form is shown whole, so that it can be compared line by line.
  const boxesToTick =
    firm.route === "agency"
      ? []
      : permissions.filter(({ resource }) => newBoxes.size > 0 || missing.has(resource));
  const expected = connection.identity?.accountName;
  return (
    <StepPage
      step="connect"
      visitor={visitor}
      query={query}
      steps={firm.checklist.steps}
      eyebrow={firm.integrationName}
      title={isNew ? `Allow what is new for ${firm.firmName}` : `Connect Clio for ${firm.firmName}`}
      lead={
        isNew ? (
          <>
            <p>{firm.newSentence}</p>
            <p>{asked.note}</p>
          </>
        ) : (
          <p>
            Clio asks you to sign in and to allow the access below. Then you come back here, and we
            try every permission.
          </p>
        )
      }
      aside={
        <>
          <AsideBlock title="What never happens">
            <p>
              We do not see your Clio password, and nobody at {agency.agencyName} signs in to your
              Clio account.
            </p>
            <p>You can end the access at any time, here or in Clio.</p>
            {isHandedOver ? null : (
              <p>
                Partners or IT want to read it first?{" "}
                <a className="link" href="/onboarding/sheet">
                  The whole thing on one page
                </a>
              </p>
            )}
          </AsideBlock>
        </>
      }
    >
      {flash.message ? (
        <div className="mb-8">
          <Notice kind="info" title="That did not work">
            <p>{flash.message}</p>
          </Notice>
        </div>
      ) : null}
      {left && connection.status !== "working" ? <LeftClio attempt={left} /> : null}
      {!step || step.state === "locked" ? (
        <Notice
          kind="info"
          title="This step cannot start yet"
          actions={isHandedOver ? null : <LinkButton href="/onboarding">Your checklist</LinkButton>}
        >
          <p>{step?.hint}.</p>
        </Notice>
      ) : (
        <>
          {boxesToTick.length > 0 && firm.region ? (
            <BoxesToTick
              boxes={boxesToTick}
              added={newBoxes}
              developerPortalUrl={clioProvider(ctx.env).developerPortalUrl(firm.region)}
            />
          ) : null}
          {isNew ? (
            <NewlyAsked
              lines={asked.lines}
              all={permissions}
              // The boxes say already what is new, and what it is for.
              isShown={boxesToTick.length > 0}
            />
          ) : (
            <>
              <section className="mb-8">
                <h2 className="heading text-h2">
                  {boxesToTick.length > 0 ? "Then connect again" : "What you are asked to allow"}
                </h2>
                <AskedFor permissions={permissions} />
              </section>
              <div className="mb-8">
                <ApprovalPicture
                  host={regionHosts[firm.region ?? "us"]}
                  labels={permissions.map(({ label }) => label)}
                />
              </div>
            </>
          )}
          <ActionForm action="/api/clio/connect" busyText="On the way to Clio.">
            <p className="mb-4 max-w-[60ch] border-l-4 border-accent pl-4">
              Sign in to your firm’s <strong className="font-semibold">live</strong> Clio account,
              not a trial or developer account
              {expected ? (
                <>
                  . Before, it was <strong className="font-semibold">{expected}</strong>
                </>
              ) : null}
              . If Clio does not ask, you are signed in already: look at the name in Clio’s corner.
            </p>
            <Button arrow wide>
              Connect Clio
            </Button>
          </ActionForm>
        </>
      )}
    </StepPage>
  );
}

/** Of what was added, that which waits for a new authorization, and not for a box or a right. */
const isToAllow =
  ({ scopes }: ConnectionView) =>
  (line: ScopeLine): boolean =>
    scopes.some((scope) => scope.isToAllow && isSameScope(scope, line));

/** What was added, each with what it is for; Clio asks for all of it again. */
function NewlyAsked(props: { lines: ScopeLine[]; all: PermissionBox[]; isShown: boolean }) {
  const { lines, all, isShown } = props;
  return (
    <section className="mb-8">
      <h2 className="heading text-h2">{isShown ? "Then connect again" : "What is new"}</h2>
      {isShown ? null : <AskedFor permissions={permissionBoxes(lines)} />}
      <p className="mt-3 max-w-[60ch] text-muted">
        What you have works on meanwhile, also if you do not allow this.
      </p>
      <details className="mt-3">
        <summary className="link inline-block min-h-6">Everything that Clio asks you for</summary>
        <AskedFor permissions={all} />
      </details>
    </section>
  );
}

type BoxesToTickProps = {
  boxes: PermissionBox[];
  /** Those that were added; empty: what is shown is missing. */
  added: ReadonlySet<Resource>;
  developerPortalUrl: string;
};

function BoxesToTick({ boxes, added, developerPortalUrl }: BoxesToTickProps) {
  const isNew = added.size > 0;
  return (
    <section className="mb-10">
      <h2 className="heading text-h2">
        {isNew ? "First, in Clio: tick what is new" : "First, in Clio: tick what is missing"}
      </h2>
      <p className="mt-1 mb-3 max-w-[60ch]">
        Open <OutsideLink href={developerPortalUrl}>your application</OutsideLink> in Clio’s
        developer portal, make {isNew ? "its" : "these"} boxes look like this, and save. Boxes count
        only after you connect again.
      </p>
      <PermissionBoxes
        caption={isNew ? "Permissions to tick in Clio’s form" : "Permissions that are missing"}
        boxes={boxes}
        added={added}
      />
    </section>
  );
}
