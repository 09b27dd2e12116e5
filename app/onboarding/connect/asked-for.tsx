import type { PermissionBox } from "@/lib/applications/rules";

/** The permissions in plain words, each with what it is for. */
export function AskedFor({ permissions }: { permissions: PermissionBox[] }) {
  return (
    <dl className="mt-2 border-t border-line">
      {permissions.map(({ resource, label, write, required, purpose }) => (
        <div
          key={resource}
          className="grid gap-x-6 border-b border-line py-3 wide:grid-cols-[11rem_minmax(0,1fr)] print:py-1.5"
        >
          <dt>
            <span className="font-semibold">{label}</span>
            <span className="block text-small text-muted">
              {write ? "read and change" : "read"}
              {required ? null : " · optional"}
            </span>
          </dt>
          <dd className="text-muted">{purpose}</dd>
        </div>
      ))}
    </dl>
  );
}
