const pages = [
  { key: "agency", href: "/staff/settings", label: "Agency and calendar" },
  { key: "brand", href: "/staff/settings/brand", label: "Logo and colour" },
  { key: "reminders", href: "/staff/settings/reminders", label: "Reminders" },
] as const;

/** The pages of the settings, the current one without a link. */
export function SettingsNav({ current }: { current: (typeof pages)[number]["key"] }) {
  return (
    <nav aria-label="Settings" className="no-print mb-6 border-b border-line pb-2">
      <ul className="flex flex-wrap gap-x-6 gap-y-1">
        {pages.map(({ key, href, label }) => (
          <li key={key} className="flex min-h-6 items-center">
            {key === current ? (
              <span aria-current="page" className="font-semibold">
                {label}
              </span>
            ) : (
              <a className="link" href={href}>
                {label}
              </a>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}
