import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ActionForm } from "@/components/ui/action-form";
import { Button, LinkButton } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { PageHeading } from "@/components/ui/page-heading";
import { loadConnection } from "@/lib/connection/queries";
import { daysToErase } from "@/lib/staff/close-firm";
import { loadFirmCard } from "@/lib/staff/load-firm-page";
import { readFlash } from "@/lib/web/flash";
import { requireStaffPage } from "@/lib/web/page";
import { loadFirmOr404 } from "../../load-or-404";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Close ${(await loadFirmOr404((await params).id)).firmName}` };
}

export default async function ClosePage({ params }: Props) {
  const { ctx } = await requireStaffPage();
  const { id } = await params;
  const firm = await loadFirmOr404(id);
  const page = `/staff/firms/${id}`;
  const [card, connection, days, flash] = await Promise.all([
    loadFirmCard(ctx, id),
    loadConnection(ctx, id),
    ctx.db.query(daysToErase),
    readFlash(),
  ]);
  const mayAct = ctx.actor.kind === "staff" && ctx.actor.role !== "viewer";
  if (card.closed || !mayAct) redirect(page);
  const { message, fields, values } = flash;
  return (
    <>
      <p className="mb-4">
        <a className="link" href={page}>
          Back to the firm
        </a>
      </p>
      <PageHeading eyebrow={firm.integrationName} title={`Close ${firm.firmName}`} dense>
        <p>This cannot be taken back. A firm that returns is created anew.</p>
      </PageHeading>
      <section className="mb-8 max-w-[68ch]">
        <h2 className="heading mb-2 text-h2">What happens at once</h2>
        <ul className="list-disc space-y-1 pl-5">
          <li>
            {connection.identity
              ? `Our access to the Clio account ${connection.identity.accountName} is ended, and its tokens are overwritten. Its people are told by mail.`
              : "Nothing is connected, so there is no access to end."}
          </li>
          {firm.route === "agency" ? null : <li>The firm’s keys are overwritten.</li>}
          {firm.checklist.isLive ? <li>The integration stops for this firm.</li> : null}
          <li>Its links die, and whoever is signed in for it is signed out.</li>
          <li>Mails that wait and reminders are not sent any more.</li>
          <li>It leaves the work queue. Its page and its history stay to be read.</li>
        </ul>
        <h2 className="heading mt-6 mb-2 text-h2">
          {days === 1 ? "After a day" : `After ${days} days`}
        </h2>
        <p>
          Names, addresses, notes and everything else that says something of a person is erased for
          good. Numbers, times and the chain of its history stay, and verify.
        </p>
        <p className="mt-4">
          <LinkButton href={`/api/staff/firms/${id}/export`} kind="secondary" dense>
            Export everything first
          </LinkButton>
        </p>
      </section>
      <ActionForm
        action={`${page.replace("/staff", "/api/staff")}/close`}
        problem={message ? { message, fields } : null}
        busyText="The access is being ended at Clio."
        className="max-w-[40rem] space-y-6"
      >
        <input type="hidden" name="version" value={card.version} />
        <Field
          name="reason"
          label="Reason"
          hint="Kept in the history."
          defaultValue={values?.reason}
        />
        <Field
          name="name"
          label="The firm’s name"
          hint={`Type ${firm.firmName}, so that nobody closes another firm.`}
          autoComplete="off"
          defaultValue={values?.name}
        />
        <Button kind="danger">Close this firm</Button>
      </ActionForm>
    </>
  );
}
