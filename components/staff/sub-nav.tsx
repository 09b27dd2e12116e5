type SubNavProps = {
  label: string;
  pages: readonly { key: string; href: string; label: string }[];
  current: string;
};

/** The pages of one part of staff's, the current one without a link. */
function SubNav({ label, pages, current }: SubNavProps) {
  return (
    <nav aria-label={label} className="no-print mb-6 border-b border-line pb-2">
      <ul className="flex flex-wrap gap-x-6 gap-y-1">
        {pages.map((page) => (
          <li key={page.key} className="flex min-h-6 items-center">
            {page.key === current ? (
              <span aria-current="page" className="font-semibold">
                {page.label}
              </span>
            ) : (
              <a className="link" href={page.href}>
                {page.label}
              </a>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}

const settingsPages = [
  { key: "agency", href: "/staff/settings", label: "Agency and calendar" },
  { key: "brand", href: "/staff/settings/brand", label: "Logo and colour" },
  { key: "reminders", href: "/staff/settings/reminders", label: "Reminders" },
] as const;

export function SettingsNav({ current }: { current: (typeof settingsPages)[number]["key"] }) {
  return <SubNav label="Settings" pages={settingsPages} current={current} />;
}

const reportsPages = [
  { key: "pictures", href: "/staff/reports", label: "Pictures" },
  { key: "friction", href: "/staff/reports/friction", label: "What costs firms time" },
] as const;

export function ReportsNav({ current }: { current: (typeof reportsPages)[number]["key"] }) {
  return <SubNav label="Reports" pages={reportsPages} current={current} />;
}
