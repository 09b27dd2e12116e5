import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { RadioGroup } from "@/components/ui/radio-group";
import type { QueueChoices } from "@/lib/staff/queue-choices";

type SavedViewsProps = {
  views: QueueChoices["views"];
  /** The present filter, as the address has it. */
  query: string;
  mayAct: boolean;
};

/** Filters under a name: opened by a link, kept and deleted here. */
export function SavedViews({ views, query, mayAct }: SavedViewsProps) {
  const deletable = views.filter(({ mayDelete }) => mayDelete);
  if (views.length === 0 && !mayAct) return null;
  return (
    <div className="flex flex-wrap items-baseline gap-x-5 gap-y-1 text-small">
      {views.length > 0 ? (
        <nav aria-label="Saved views" className="flex flex-wrap items-baseline gap-x-4">
          <span className="text-muted">Views</span>
          {views.map((view) => (
            <a
              key={view.id}
              className="link inline-flex min-h-6 items-center"
              href={view.query ? `/staff?${view.query}` : "/staff"}
              aria-current={view.query === query ? "page" : undefined}
            >
              {view.name}
              {view.isForAll ? <span className="sr-only">, everybody’s</span> : null}
            </a>
          ))}
        </nav>
      ) : null}
      {mayAct ? (
        <details>
          <summary className="link inline-block min-h-6">Save this view</summary>
          <ActionForm action="/api/staff/views" className="mt-3 mb-4 space-y-3 text-base">
            <input type="hidden" name="query" value={query} />
            <Field name="name" label="Name" required />
            <RadioGroup
              name="for"
              legend="For"
              options={[
                { value: "me", label: "Me" },
                { value: "all", label: "Everybody" },
              ]}
              defaultValue="me"
            />
            <Button kind="secondary" dense>
              Save
            </Button>
          </ActionForm>
        </details>
      ) : null}
      {deletable.length > 0 ? (
        <details>
          <summary className="link inline-block min-h-6">Delete a view</summary>
          <ul className="mt-2 mb-3 space-y-2">
            {deletable.map(({ id, name }) => (
              <li key={id}>
                <ActionForm action={`/api/staff/views/${id}/delete`}>
                  <Button kind="secondary" dense>
                    Delete “{name}”
                  </Button>
                </ActionForm>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  );
}
