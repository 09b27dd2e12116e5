import type { LucideIcon } from "lucide-react";

type IconProps = {
  as: LucideIcon;
  size?: number;
  className?: string;
};

/** A lucide picture in the house's stroke. It never stands alone: a word is beside it. */
export function Icon({ as: Shape, size = 18, className = "" }: IconProps) {
  return <Shape aria-hidden size={size} strokeWidth={1.75} className={`shrink-0 ${className}`} />;
}
