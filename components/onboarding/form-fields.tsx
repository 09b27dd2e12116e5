import { CopyField } from "@/components/ui/copy-field";
import type { CopyField as FormField } from "@/lib/applications/rules";

/** Every field of Clio's form: what to copy into it, or what else to do with it. */
export function FormFields({ fields }: { fields: FormField[] }) {
  return (
    <dl className="border-t border-line">
      {fields.map((field) =>
        field.value === null ? (
          <div
            key={field.label}
            className="grid gap-x-6 gap-y-1 border-b border-line py-4 wide:grid-cols-[11rem_minmax(0,1fr)]"
          >
            <dt className="font-semibold">{field.label}</dt>
            <dd className="text-hint text-muted">{field.hint}</dd>
          </div>
        ) : (
          <CopyField key={field.label} label={field.label} value={field.value} hint={field.hint} />
        ),
      )}
    </dl>
  );
}
