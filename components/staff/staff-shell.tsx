import {
  Building2,
  ChartColumn,
  History,
  Inbox,
  KeyRound,
  KeySquare,
  Layers,
  Mail,
  Palette,
  Settings,
  Users,
  Webhook,
  Workflow,
} from "lucide-react";
import type { ReactNode } from "react";
import { AgencyMark } from "@/components/ui/agency-mark";
import { Icon } from "@/components/ui/icon";
import type { Theme } from "@/components/ui/theme-form";
import { UserMenu } from "@/components/ui/user-menu";
import type { StaffRole } from "@/lib/vocabulary";
import { StaffKeyboard } from "./keyboard/staff-keyboard";
import { NavLink } from "./nav-link";
import { roleNames } from "./role-names";

const pages = [
  { href: "/staff", label: "Queue", icon: Inbox },
  { href: "/staff/firms", label: "Firms", icon: Building2 },
  { href: "/staff/integrations", label: "Integrations", icon: Workflow },
  { href: "/staff/applications", label: "Applications", icon: KeyRound },
  { href: "/staff/plans", label: "Plans", icon: Layers },
  { href: "/staff/reports", label: "Reports", icon: ChartColumn },
  { href: "/staff/people", label: "People", icon: Users },
  { href: "/staff/history", label: "History", icon: History },
  { href: "/staff/token-clients", label: "Token clients", icon: KeySquare },
  { href: "/staff/webhooks", label: "Webhooks", icon: Webhook },
  { href: "/staff/settings", label: "Settings", icon: Settings },
  // Pages of the development server alone (next.config.js, `pageExtensions`).
  ...(process.env.NODE_ENV === "development"
    ? [
        { href: "/staff/styleguide", label: "Style guide", icon: Palette },
        { href: "/staff/mails", label: "Mails", icon: Mail },
      ]
    : []),
];

type StaffShellProps = {
  agencyName: string;
  person: { name: string; role: StaffRole };
  theme: Theme;
  children: ReactNode;
};

/** The frame of the agency's pages: a sidebar on the left, a bar on top on a phone. */
export function StaffShell({ agencyName, person, theme, children }: StaffShellProps) {
  return (
    <div className="min-h-dvh wide:grid wide:grid-cols-[216px_minmax(0,1fr)]">
      <header className="no-print flex flex-wrap items-center gap-x-4 border-b border-line bg-card px-5 wide:sticky wide:top-0 wide:h-dvh wide:flex-col wide:flex-nowrap wide:items-stretch wide:border-r wide:border-b-0 wide:px-3 wide:pb-4">
        <a
          href="/staff"
          className="heading flex min-h-14 items-center text-row wide:px-2.5 wide:pt-1"
        >
          <AgencyMark agencyName={agencyName} />
        </a>
        <StaffKeyboard />
        <nav
          aria-label="Pages"
          className="order-last flex w-full flex-wrap gap-1 pb-2 wide:order-none wide:w-auto wide:flex-col"
        >
          {pages.map(({ href, label, icon }) => (
            <NavLink key={href} href={href}>
              <Icon as={icon} />
              {label}
            </NavLink>
          ))}
        </nav>
        <div className="ml-auto wide:mt-auto wide:ml-0 wide:px-2.5">
          <UserMenu
            name={person.name}
            about={roleNames[person.role]}
            theme={theme}
            from="staff"
            place="sidebar"
          />
        </div>
      </header>
      <main id="main" tabIndex={-1} className="min-w-0 px-5 pt-6 pb-16 wide:px-8">
        {children}
      </main>
    </div>
  );
}
