import type { ReactNode } from "react";

type PageHeadingProps = {
  eyebrow?: ReactNode;
  title: ReactNode;
  /** Where a person has just arrived from elsewhere: the heading takes the focus. */
  focus?: boolean;
  /** For staff's dense pages. */
  dense?: boolean;
  children?: ReactNode;
};

/** The page's one h1, the line above it and perhaps a paragraph below. */
export function PageHeading({ eyebrow, title, focus, dense, children }: PageHeadingProps) {
  return (
    <header className={dense ? "mb-5" : "mb-8"}>
      {eyebrow ? <p className="text-hint text-muted">{eyebrow}</p> : null}
      <h1
        className={`heading ${dense ? (eyebrow ? "mt-1 text-h1-dense" : "text-h1-dense") : "mt-1.5 text-h1-phone wide:text-h1"}`}
        tabIndex={focus ? -1 : undefined}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- back from Clio, the heading says what happened
        autoFocus={focus || undefined}
      >
        {title}
      </h1>
      {children ? <div className="mt-3 max-w-[68ch] space-y-3">{children}</div> : null}
    </header>
  );
}
