import type { ReactNode } from "react";

type TableProps = {
  /** Read out before the table; shown when `showCaption` is set. */
  caption: string;
  showCaption?: boolean;
  head: ReactNode;
  /** The least width before the table scrolls sideways, such as `min-w-[44rem]`. */
  minWidth?: string;
  children: ReactNode;
};

/** A table that stays a table: where it does not fit, it scrolls in its own frame. */
export function Table({ caption, showCaption = false, head, minWidth = "", children }: TableProps) {
  const table = (
    <table className={`w-full border-collapse text-left ${minWidth}`}>
      <caption className={showCaption ? "pb-2 text-left text-hint font-semibold" : "sr-only"}>
        {caption}
      </caption>
      <thead>
        <tr className="border-b border-line-strong text-small text-muted">{head}</tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
  if (!minWidth) return table;
  return (
    // Relative, so that words for those who listen stay within the frame and do not widen the page.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a frame that scrolls must be reachable by keyboard
    <div role="region" aria-label={caption} tabIndex={0} className="relative overflow-x-auto">
      {table}
    </div>
  );
}

export function Th({ children, className = "" }: { children?: ReactNode; className?: string }) {
  return (
    <th scope="col" className={`py-2 pr-4 align-bottom font-normal last:pr-0 ${className}`}>
      {children}
    </th>
  );
}

export function Row({ children }: { children: ReactNode }) {
  return <tr className="border-b border-line">{children}</tr>;
}

/** The cell that names its row. */
export function RowHead({ children, className = "" }: { children: ReactNode; className?: string }) {
  return (
    <th scope="row" className={`py-3 pr-4 align-top font-normal ${className}`}>
      {children}
    </th>
  );
}

export function Td({ children, className = "" }: { children?: ReactNode; className?: string }) {
  return <td className={`py-3 pr-4 align-top text-hint last:pr-0 ${className}`}>{children}</td>;
}
