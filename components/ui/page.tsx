import type { ReactNode } from "react";

/** The page's frame: a main column and an aside of 272 px, one below the other on a phone. */
export function Page({ children, aside }: { children: ReactNode; aside?: ReactNode }) {
  return (
    <div className="mx-auto grid max-w-[1080px] gap-x-14 gap-y-10 px-5 pt-8 pb-16 wide:grid-cols-[minmax(0,1fr)_minmax(200px,272px)] wide:px-6 wide:pt-11 print:block! print:p-0!">
      <main id="main" tabIndex={-1} className="min-w-0">
        {children}
      </main>
      {aside ? (
        <aside className="min-w-0 print:mt-6 print:grid print:grid-cols-2 print:gap-x-10">
          {aside}
        </aside>
      ) : null}
    </div>
  );
}
