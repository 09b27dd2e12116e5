"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

/** A link of the sidebar that knows whether its page is the one being looked at. */
export function NavLink({ href, children }: { href: string; children: ReactNode }) {
  const path = usePathname();
  // Every page of staff's begins with the queue's address.
  const isHere = href === "/staff" ? path === href : path.startsWith(href);
  return (
    <a
      href={href}
      aria-current={isHere ? "page" : undefined}
      className="flex min-h-9.5 items-center gap-2.5 rounded-base px-2.5 text-hint text-muted hover:text-ink aria-[current]:bg-accent-soft aria-[current]:font-semibold aria-[current]:text-ink"
    >
      {children}
    </a>
  );
}
