import { CopyField } from "@/components/ui/copy-field";
import type { AttemptView } from "@/lib/connection/views";

/** The two values that have to be the same in Clio, for an application of the firm's own. */
export function ValuesToCompare({ attempt }: { attempt: AttemptView }) {
  return (
    <dl className="border-t border-line">
      <CopyField label="Redirect URI" value={attempt.redirectUri} />
      <div className="grid gap-x-6 gap-y-1 border-b border-line py-4 wide:grid-cols-[11rem_minmax(0,1fr)]">
        <dt className="font-semibold">App Key</dt>
        <dd>
          ends with <code className="font-mono text-hint">{attempt.clientIdEnd ?? "?"}</code>
        </dd>
      </div>
    </dl>
  );
}
