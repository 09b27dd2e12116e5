import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { regionHosts, regionNames, type Region } from "@/lib/vocabulary";
import { newFormNonce } from "@/lib/web/form-nonce";

type OtherRegionProps = {
  /** The region that knows the keys. */
  region: Region;
  firmRegion: Region | null;
  /** Staff set the firm's region: only they change it. */
  maySwitch: boolean;
};

/** The keys are right, but of another region than the firm named: which of the two is wrong? */
export function OtherRegion({ region, firmRegion, maySwitch }: OtherRegionProps) {
  return (
    <Notice
      kind="warn"
      title={`These keys belong to Clio in ${regionNames[region]}`}
      actions={
        maySwitch ? (
          <ActionForm action="/api/onboarding/credentials/switch" nonce={newFormNonce()}>
            <Button>Yes, we use {regionHosts[region]}: switch</Button>
          </ActionForm>
        ) : null
      }
    >
      <p>
        {regionHosts[region]} accepts them
        {firmRegion ? `, but your region here is ${regionHosts[firmRegion]}` : null}. Look at the
        beginning of the address bar while you are signed in to your live Clio account.
      </p>
      <p>
        {maySwitch
          ? "If that is another address, send the keys of an application in that region instead, below."
          : "Your region was set by us. If it is wrong, please tell us; otherwise send the keys of an application in your region, below."}
      </p>
    </Notice>
  );
}
