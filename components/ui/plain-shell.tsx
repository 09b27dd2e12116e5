import type { ReactNode } from "react";
import { AgencyMark } from "./agency-mark";

type PlainShellProps = {
  agencyName: string;
  children: ReactNode;
};

/** The frame of pages for people who are not signed in: the agency's name and one narrow column. */
export function PlainShell({ agencyName, children }: PlainShellProps) {
  return (
    <>
      <header className="border-b border-line bg-card">
        <div className="mx-auto flex min-h-15 max-w-[1080px] items-center px-5 wide:px-6">
          <a href="/" className="heading text-row">
            <AgencyMark agencyName={agencyName} />
          </a>
        </div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto max-w-[1080px] px-5 pt-8 pb-16 wide:px-6 wide:pt-16"
      >
        <div className="max-w-[40rem]">{children}</div>
      </main>
    </>
  );
}
