import { Search } from "lucide-react";
import { Icon } from "@/components/ui/icon";

/** Finds a firm by its name, its people, its Clio account or its client ID, whatever its tab. */
export function QueueSearch({ q }: { q: string | null }) {
  return (
    <form method="get" action="/staff" role="search" className="relative w-full wide:w-[20rem]">
      <input type="hidden" name="tab" value="all" />
      <label htmlFor="queue-search" className="sr-only">
        Search firms
      </label>
      <Icon
        as={Search}
        className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-muted"
      />
      <input
        id="queue-search"
        type="search"
        name="q"
        defaultValue={q ?? ""}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        placeholder="Firm, person, account, client ID"
        className="min-h-10 w-full rounded-base border border-line-field bg-card py-1.5 pr-3 pl-10 text-hint text-ink"
      />
    </form>
  );
}
