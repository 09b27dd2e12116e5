import { ChevronDown } from "lucide-react";
import { AgencyMark } from "@/components/ui/agency-mark";
import { Icon } from "@/components/ui/icon";
import type { Theme } from "@/components/ui/theme-form";
import { UserMenu } from "@/components/ui/user-menu";

type FirmHeaderProps = {
  agencyName: string;
  firm: { id: string; name: string };
  /** All firms of the person; with more than one, the name opens a choice. */
  firms: { id: string; name: string }[];
  /** Whoever was handed one step sees no way to the rest. */
  isHandedOver: boolean;
  person: { name: string; email: string };
  theme: Theme;
};

const firmPlace =
  "min-w-0 border-line-strong wide:order-none wide:flex-1 wide:basis-0 wide:border-l wide:pl-4";

/** The header of a firm's pages: whose portal, which firm, who is signed in. */
export function FirmHeader(props: FirmHeaderProps) {
  const { agencyName, firm, firms, isHandedOver, person, theme } = props;
  return (
    <header className="border-b border-line bg-card print:mb-6">
      <div className="mx-auto flex min-h-15 max-w-[1080px] flex-wrap items-center gap-x-4 px-5 wide:px-6 print:px-0!">
        {isHandedOver ? (
          <span className="heading text-row whitespace-nowrap">
            <AgencyMark agencyName={agencyName} />
          </span>
        ) : (
          <a href="/onboarding" className="heading text-row whitespace-nowrap">
            <AgencyMark agencyName={agencyName} />
          </a>
        )}
        {/* On a phone a single firm goes unsaid, and the choice among several has a line of its own. */}
        {firms.length > 1 ? (
          <div className={`order-last basis-full pb-2 wide:pb-0 ${firmPlace}`}>
            <FirmSwitcher firm={firm} firms={firms} />
          </div>
        ) : (
          <div className={`hidden wide:block ${firmPlace}`}>
            <span className="block truncate text-muted">{firm.name}</span>
          </div>
        )}
        {isHandedOver ? null : (
          <nav aria-label="Pages" className="no-print ml-auto flex gap-4 text-hint">
            <a href="/onboarding/people" className="link hidden wide:inline">
              People
            </a>
            <a href="/onboarding/help" className="link">
              Help
            </a>
          </nav>
        )}
        <nav aria-label="You" className={`no-print ${isHandedOver ? "ml-auto" : ""}`}>
          <UserMenu
            name={person.name}
            about={person.email}
            theme={theme}
            from="firm"
            place="header"
          />
        </nav>
      </div>
    </header>
  );
}

function FirmSwitcher({ firm, firms }: Pick<FirmHeaderProps, "firm" | "firms">) {
  return (
    <details className="relative" name="menu">
      <summary className="flex min-h-9 max-w-full items-center gap-1 text-muted">
        <span className="sr-only">Firm: </span>
        <span className="truncate">{firm.name}</span>
        <Icon as={ChevronDown} size={16} className="chevron" />
      </summary>
      <form
        method="post"
        action="/api/firm"
        className="absolute top-full left-0 z-10 mt-2 w-72 max-w-[80vw] rounded-base border border-line-strong bg-card p-2"
      >
        {firms.map((one) => (
          <button
            key={one.id}
            type="submit"
            name="firm_id"
            value={one.id}
            aria-current={one.id === firm.id ? "true" : undefined}
            className="block min-h-11 w-full rounded-base px-3 text-left hover:bg-accent-soft aria-[current]:font-semibold"
          >
            {one.name}
          </button>
        ))}
      </form>
    </details>
  );
}
