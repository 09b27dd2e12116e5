"use client";

import { useEffect, useRef } from "react";

/** Shown in place of a page that failed. What happened is in our log, never on the page. */
export default function ErrorPage({ error }: { error: Error & { digest?: string } }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = "Something went wrong on our side";
    heading.current?.focus();
  }, []);
  return (
    <main id="main" className="mx-auto max-w-[1080px] px-5 py-16 wide:px-6">
      <h1 ref={heading} tabIndex={-1} className="heading text-h1-phone wide:text-h1">
        Something went wrong on our side
      </h1>
      <p className="mt-3 max-w-[68ch]">
        Nothing that you sent is lost. Please try again in a minute; if it stays like this, write to
        us
        {error.digest ? (
          <>
            {" "}
            and mention the reference <strong className="font-mono">{error.digest}</strong>
          </>
        ) : null}
        .
      </p>
      <button
        type="button"
        onClick={() => window.location.reload()}
        className="mt-8 min-h-11 rounded-base border border-accent bg-accent px-[18px] py-[11px] font-semibold text-on-accent hover:border-ink hover:bg-ink hover:text-paper"
      >
        Try again
      </button>
    </main>
  );
}
