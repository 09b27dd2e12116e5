import type { Metadata } from "next";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Page } from "@/components/ui/page";
import { PageHeading } from "@/components/ui/page-heading";
import { RadioGroup } from "@/components/ui/radio-group";
import { SecretField } from "@/components/ui/secret-field";
import { TimeText } from "@/components/ui/time-text";
import { loadApplication } from "@/lib/applications/queries";
import { now } from "@/lib/context";
import { regionHosts, regions } from "@/lib/vocabulary";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireFirmPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Send us the keys" };

type Props = { searchParams: Promise<{ swapped?: string | string[] }> };

export default async function CredentialsPage({ searchParams }: Props) {
  const { ctx, firmId } = await requireFirmPage();
  const application = await loadApplication(ctx, firmId);
  const { swapped } = await searchParams;
  const { message, fields, values } = await readFlash();
  const at = await now(ctx);
  const timeZone = ctx.env.AGENCY_TIME_ZONE;
  return (
    <Page>
      <PageHeading title="Send us the keys">
        <p>
          Copy two values from your application’s page in Clio: App Key and App Secret. We check
          them with Clio at once, and store them encrypted.
        </p>
      </PageHeading>
      {application.keysStoredAt ? (
        <Notice
          kind={application.keyCheck === "accepted" ? "ok" : "info"}
          title={
            application.keyCheck === "accepted"
              ? "Clio accepts your keys"
              : "Stored. We could not ask Clio yet; connecting will prove them"
          }
        >
          <p>
            Stored on <TimeText at={application.keysStoredAt} now={at} timeZone={timeZone} />
            {application.keysStoredByName ? ` by ${application.keysStoredByName}` : null}. The
            client ID ends with {application.clientIdEnd}. You can replace them below.
          </p>
          {swapped === "1" ? (
            <p>The two values stood in each other’s field. We have put them right.</p>
          ) : null}
        </Notice>
      ) : null}
      <ActionForm
        action="/api/onboarding/credentials"
        nonce={newFormNonce()}
        problem={message ? { message, fields } : null}
        busyText="Asking Clio. This takes a few seconds."
        className="mt-6 flex flex-col gap-6"
      >
        <RadioGroup
          name="region"
          legend="Which address do you see when you use Clio?"
          defaultValue={values?.region ?? application.region}
          options={regions.map((region) => ({ value: region, label: regionHosts[region] }))}
        />
        <Field
          name="client_id"
          label="Client ID"
          hint="Clio calls it App Key. It is not the short number in the address bar."
          autoComplete="off"
          defaultValue={values?.client_id}
          exact
        />
        <SecretField name="client_secret" label="Client secret" hint="Clio calls it App Secret." />
        <div>
          <Button wide>Send the keys</Button>
        </div>
      </ActionForm>
    </Page>
  );
}
