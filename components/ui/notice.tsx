import { CircleAlert, CircleCheck, Clock, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "./icon";

export type NoticeKind = "info" | "ok" | "warn" | "bad" | "wait";

const kinds = {
  info: { icon: Info, look: "border-line-strong bg-card", colour: "text-muted" },
  ok: { icon: CircleCheck, look: "border-ok-line bg-ok-soft", colour: "text-ok" },
  warn: { icon: TriangleAlert, look: "border-warn-line bg-warn-soft", colour: "text-warn" },
  bad: { icon: CircleAlert, look: "border-bad-line bg-bad-soft", colour: "text-bad" },
  wait: { icon: Clock, look: "border-wait-line bg-wait-soft", colour: "text-wait" },
};

const sizes = { 1: "text-h1-dense", 2: "text-h2", 3: "text-h3" };

/** The picture stands above the title on a phone, unless the notice is one line in passing. */
const frames = {
  brief: "grid-cols-[20px_minmax(0,1fr)] gap-x-3 px-5 py-3",
  full: "grid-cols-[minmax(0,1fr)] gap-x-4 p-6 wide:grid-cols-[24px_minmax(0,1fr)]",
};

type NoticeProps = {
  kind?: NoticeKind;
  title: ReactNode;
  /** The title's rank on the page; the page's own heading takes the focus. */
  level?: 1 | 2 | 3;
  /** A word in passing, such as "Saved": no heading of the page's. */
  isBrief?: boolean;
  id?: string;
  children?: ReactNode;
  /** Buttons: one primary at most. */
  actions?: ReactNode;
};

/** Something that the reader should know now, with what can be done about it. */
export function Notice({
  kind = "info",
  title,
  level = 2,
  isBrief = false,
  id,
  children,
  actions,
}: NoticeProps) {
  const { icon, look, colour } = kinds[kind];
  const Heading = isBrief ? "p" : (`h${level}` as const);
  return (
    <section
      aria-labelledby={id}
      className={`grid gap-y-2 rounded-base border ${isBrief ? frames.brief : frames.full} ${look}`}
    >
      <Icon
        as={icon}
        size={isBrief ? 20 : 24}
        className={`${isBrief ? "mt-[2px]" : "wide:mt-[3px]"} ${colour}`}
      />
      <div>
        <Heading
          id={id}
          className={isBrief ? "font-semibold" : `heading ${sizes[level]}`}
          tabIndex={level === 1 ? -1 : undefined}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- back from Clio, the heading says what happened
          autoFocus={level === 1 || undefined}
        >
          {title}
        </Heading>
        {children ? <div className="mt-1 max-w-[60ch] space-y-2">{children}</div> : null}
        {actions ? <div className="mt-4 flex flex-wrap gap-3">{actions}</div> : null}
      </div>
    </section>
  );
}
