import { Search } from "lucide-react";
import { Icon } from "@/components/ui/icon";
import { inputLook } from "@/components/ui/field";

/** Finds a firm by its name, its people, its Clio account or its client ID, whatever its tab. */
export function QueueSearch({ q }: { q: string | null }) {
  return (
    <form method="get" action="/staff" role="search" className="relative w-full max-w-[22rem]">
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
        className={`${inputLook} min-h-10! py-1.5! pl-10!`}
      />
    </form>
  );
}
