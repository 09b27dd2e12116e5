import type { Metadata } from "next";
import { TokenClientFields } from "@/components/staff/token-client-fields";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { problemOf } from "@/components/ui/problem-of";
import { listIntegrations } from "@/lib/integrations/queries";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Add a token client" };

const FIRST_VALUES = { may_take_tokens: "on", may_read_status: "on", requests_a_minute: "600" };

export default async function NewTokenClientPage() {
  const { ctx } = await requireStaffPage();
  const [integrations, flash] = await Promise.all([listIntegrations(ctx), readFlash()]);
  const isAdmin = ctx.actor.kind === "staff" && ctx.actor.role === "admin";
  return (
    <>
      <PageHeading
        eyebrow={
          <a className="link" href="/staff/token-clients">
            Token clients
          </a>
        }
        title="Add a token client"
        dense
      >
        {isAdmin ? (
          <p>It gets its first key at once, which is shown one time.</p>
        ) : (
          <p>Only administrators can add one.</p>
        )}
      </PageHeading>
      <ActionForm
        action="/api/staff/token-clients"
        nonce={newFormNonce()}
        problem={problemOf(flash)}
        className="max-w-[40rem] space-y-6"
      >
        <TokenClientFields values={flash.values ?? FIRST_VALUES} integrations={integrations} />
        {isAdmin ? <Button>Add the client</Button> : null}
      </ActionForm>
    </>
  );
}
