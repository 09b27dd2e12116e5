import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "./icon";

type Look = {
  /** One primary button on a page; everything beside it is secondary. */
  kind?: "primary" | "secondary" | "danger" | "quiet";
  /** Dense buttons are for staff tables. */
  dense?: boolean;
  arrow?: boolean;
  /** Fills the line on a phone. */
  wide?: boolean;
  children: ReactNode;
};

const kinds = {
  primary: "border-accent bg-accent text-on-accent hover:border-ink hover:bg-ink hover:text-paper",
  secondary: "border-line-strong bg-transparent text-ink hover:border-ink",
  danger: "border-bad bg-bad text-on-bad hover:border-ink hover:bg-ink hover:text-paper",
  quiet: "border-transparent bg-transparent text-ink hover:border-line-strong",
};

/** While its form is on its way: grey, and its words can still be read. */
const busy = "in-data-busy:border-line-strong! in-data-busy:bg-line! in-data-busy:text-muted!";

function lookOf({ kind = "primary", dense = false, wide = false }: Look): string {
  const size = dense ? "min-h-8 px-[11px] py-[5px] text-small" : "min-h-11 px-[18px] py-[11px]";
  const width = wide ? "w-full wide:w-auto wide:shrink-0" : "";
  return `no-print inline-flex items-center justify-center gap-2.5 rounded-base border text-center font-semibold no-underline ${size} ${width} ${kinds[kind]}`;
}

function Content({ children, arrow, dense }: Look) {
  return (
    <>
      {children}
      {arrow ? <Icon as={ArrowRight} size={dense ? 16 : 18} /> : null}
    </>
  );
}

/** Sends the form that it stands in, with its own name and value when it has them. */
export function Button({
  name,
  value,
  describedBy,
  ...look
}: Look & { name?: string; value?: string; describedBy?: string }) {
  return (
    <button
      type="submit"
      name={name}
      value={value}
      aria-describedby={describedBy}
      className={`${lookOf(look)} ${busy}`}
    >
      <Content {...look} />
    </button>
  );
}

/** A link in the shape of a button: it goes somewhere and changes nothing. */
export function LinkButton({ href, ...look }: Look & { href: string }) {
  return (
    <a href={href} className={lookOf(look)}>
      <Content {...look} />
    </a>
  );
}
