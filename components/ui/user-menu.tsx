import { ChevronDown } from "lucide-react";
import { Icon } from "./icon";
import { ThemeForm, type Theme } from "./theme-form";

type UserMenuProps = {
  name: string;
  /** Under the name, such as the person's address or role. */
  about: string;
  theme: Theme;
  from: "firm" | "staff";
  /** At the foot of a sidebar (on a wide screen) it opens upwards. */
  place: "header" | "sidebar";
};

const places = {
  header: "top-full right-0 mt-2",
  sidebar:
    "top-full right-0 mt-2 wide:top-auto wide:right-auto wide:bottom-full wide:left-0 wide:mb-2",
};

/** The person's own corner: appearance and signing out. Works without JavaScript. */
export function UserMenu({ name, about, theme, from, place }: UserMenuProps) {
  return (
    <details className="relative" name="menu">
      <summary className="flex min-h-9 items-center gap-1 rounded-base text-hint">
        {name}
        <Icon as={ChevronDown} size={16} className="chevron" />
      </summary>
      <div
        className={`absolute z-10 w-64 rounded-base border border-line-strong bg-card p-4 ${places[place]}`}
      >
        <p className="text-small [overflow-wrap:anywhere] text-muted">{about}</p>
        <div className="my-3 border-y border-line py-3">
          <ThemeForm theme={theme} from={from} />
        </div>
        <form method="post" action="/api/sign-out">
          <button type="submit" className="link block min-h-8 text-hint">
            Sign out
          </button>
          <button
            type="submit"
            name="everywhere"
            value="yes"
            className="link block min-h-8 text-hint"
          >
            Sign out everywhere
          </button>
        </form>
      </div>
    </details>
  );
}
