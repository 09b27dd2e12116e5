import type { Metadata } from "next";
import { ScopeTable } from "@/components/staff/scope-table";
import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page-heading";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import { loadDraftState } from "@/lib/connection/load-draft-state";
import { now } from "@/lib/context";
import type { VersionView } from "@/lib/integrations/queries";
import { namesOfScopes, scopeDifference } from "@/lib/integrations/rules";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { requireStaffPage } from "@/lib/web/page";
import { integrationOr404 } from "../load-or-404";
import { DraftSection } from "./draft-section";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await integrationOr404((await params).id)).name };
}

export default async function IntegrationPage({ params }: Props) {
  const { ctx } = await requireStaffPage();
  const { id } = await params;
  const integration = await integrationOr404(id);
  const { name, summary, versions, draft } = integration;
  const [current] = versions;
  const [state, { timeZone }, at, flash] = await Promise.all([
    draft ? loadDraftState(ctx, { integrationId: id, current, draft }) : null,
    currentAgency(),
    now(ctx),
    readFlash(),
  ]);
  const mayPublish = ctx.actor.kind === "staff" && ctx.actor.role === "admin";
  const time = (when: Date) => <TimeText at={when} now={at} timeZone={timeZone} />;
  return (
    <>
      <PageHeading eyebrow="Integration" title={name} dense>
        <p>{summary}</p>
      </PageHeading>
      {flash.message ? (
        <div className="mb-6">
          <Notice kind="warn" title="That did not work">
            <p>{flash.message}</p>
          </Notice>
        </div>
      ) : null}
      {draft && state ? (
        <DraftSection
          integration={{ ...integration, draft }}
          state={state}
          mayPublish={mayPublish}
          now={at}
          timeZone={timeZone}
        />
      ) : null}
      <section className="mb-10">
        <h2 className="heading text-h2">Version {current.version}, in use</h2>
        <p className="mb-3 text-muted">
          Published {time(current.publishedAt)}.{" "}
          <a className="link" href={`/staff/integrations/${id}/campaign`}>
            How far the firms are
          </a>
        </p>
        <ScopeTable
          caption={`Permissions of ${name}, version ${current.version}`}
          scopes={current.scopes}
        />
        {draft || !mayPublish ? null : (
          <p className="mt-4">
            <LinkButton href={`/staff/integrations/${id}/draft`} dense>
              Draft a new version
            </LinkButton>
          </p>
        )}
      </section>
      <Table
        caption="Versions"
        showCaption
        minWidth="min-w-[44rem]"
        head={
          <>
            <Th>Version</Th>
            <Th>What changed</Th>
            <Th>Word to firms</Th>
            <Th>Published</Th>
            <Th>Needed from</Th>
          </>
        }
      >
        {versions.map((one, index) => (
          <Row key={one.id}>
            <RowHead>
              <a
                className="link"
                href={`/staff/integrations/${id}/campaign?version=${one.version}`}
              >
                Version {one.version}
              </a>
            </RowHead>
            <Td>{changesOf(one, versions.at(index + 1))}</Td>
            <Td>{one.note}</Td>
            <Td>{time(one.publishedAt)}</Td>
            <Td>
              {one.dueAt ? <TimeText at={one.dueAt} timeZone={timeZone} dateOnly /> : "At once"}
            </Td>
          </Row>
        ))}
      </Table>
    </>
  );
}

/** One line on what a version changed. */
function changesOf(version: VersionView, before: VersionView | undefined): string {
  if (!before) return namesOfScopes(version.scopes);
  const { addedRequired, addedOptional, eased, removed, reworded } = scopeDifference(
    before.scopes,
    version.scopes,
  );
  const parts = [
    addedRequired.length > 0 ? `added ${namesOfScopes(addedRequired)}` : null,
    addedOptional.length > 0 ? `added as optional ${namesOfScopes(addedOptional)}` : null,
    eased.length > 0 ? `made optional ${namesOfScopes(eased)}` : null,
    removed.length > 0 ? `removed ${namesOfScopes(removed)}` : null,
    reworded.length > 0 ? "other words" : null,
  ];
  return parts.filter(Boolean).join("; ");
}
