import { CopyButton } from "./copy-button";

type CopyFieldProps = {
  label: string;
  value: string;
  hint?: string;
};

/** One exact value to carry elsewhere: selectable as a whole, with a button that copies it. */
export function CopyField({ label, value, hint }: CopyFieldProps) {
  return (
    <div className="grid gap-x-6 gap-y-1 border-b border-line py-4 grid-cols-[minmax(0,1fr)] wide:grid-cols-[11rem_minmax(0,1fr)]">
      <dt>
        <span className="font-semibold">{label}</span>
        {hint ? <span className="block text-small text-muted">{hint}</span> : null}
      </dt>
      <dd className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1 wide:flex-nowrap">
        <code className="min-w-0 basis-full py-1 wide:basis-auto font-mono text-hint select-all [overflow-wrap:anywhere]">
          {value}
        </code>
        <CopyButton value={value} label={`Copy: ${label}`} />
      </dd>
    </div>
  );
}
