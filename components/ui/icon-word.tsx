import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "./icon";

type IconWordProps = {
  /** Null where the word alone says enough. */
  icon: LucideIcon | null;
  /** Of the word. */
  className?: string;
  /** Of the picture, where it differs. */
  iconClassName?: string;
  children: ReactNode;
};

/** A state: its picture and its word. Where the word takes two lines, the picture stays at the first. */
export function IconWord({ icon, className = "", iconClassName = "", children }: IconWordProps) {
  return (
    <span className={`inline-flex items-start gap-1.5 text-hint ${className}`}>
      {icon ? <Icon as={icon} size={16} className={`mt-[4px] ${iconClassName}`} /> : null}
      {children}
    </span>
  );
}
