import { ExternalLink } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "@/components/ui/icon";

/** A page of Clio's in a tab of its own, so that the values to copy stay open beside it. */
export function OutsideLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className="link">
      {children}
      <Icon as={ExternalLink} size={15} className="ml-1 inline align-[-2px]" />
      <span className="sr-only"> (opens in a new tab)</span>
    </a>
  );
}
