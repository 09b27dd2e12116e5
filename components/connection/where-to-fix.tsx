import type { ReactNode } from "react";
import { isRefused } from "@/lib/connection/rules";
import type { ScopeResult } from "@/lib/vocabulary";

type WhereToFixProps = {
  row: {
    label: string;
    impact: string;
    result: ScopeResult;
    isToAllow?: boolean;
    checked: ReactNode;
  };
  userName: string | null;
  developerPortalUrl: string | null;
  agencyName: string;
};

/** Below a permission's result: in which layer it is to be mended, by whom, and where. */
export function WhereToFix(props: WhereToFixProps) {
  const { row } = props;
  if (!row.checked && !isRefused(row)) return null;
  const words = <Words {...props} />;
  return (
    <span className="mt-1 block max-w-[26rem] space-y-1 text-small text-muted">
      {words}
      {row.checked ? <span className="block">Clio answered {row.checked}</span> : null}
    </span>
  );
}

function Words({ row, userName, developerPortalUrl, agencyName }: WhereToFixProps) {
  if (row.isToAllow) {
    return (
      <>
        <span className="block">{row.impact}</span>
        <span className="block">
          It was added after you connected.{" "}
          <a className="link" href="/onboarding/connect">
            {developerPortalUrl ? "Tick it in Clio and connect again" : "Connect again to allow it"}
          </a>
        </span>
      </>
    );
  }
  const user = userName ?? "the Clio user who connected";
  if (row.result === "missing_in_application") {
    return (
      <>
        <span className="block">{row.impact}</span>
        {developerPortalUrl ? (
          <span className="block">
            Tick “{row.label}” in your application, save, then connect again.{" "}
            <a className="link" href={developerPortalUrl} target="_blank" rel="noreferrer">
              Open the developer portal
            </a>
          </span>
        ) : (
          <span className="block">
            This is missing in {agencyName}’s application. We see it, too, and mend it.
          </span>
        )}
      </>
    );
  }
  if (row.result === "user_lacks_it") {
    return (
      <>
        <span className="block">{row.impact}</span>
        <span className="block">
          The application has this box, so {user} lacks the right in Clio. A Clio administrator can
          give it, or connect instead.{" "}
          <a className="link" href="/onboarding/people?step=connect#hand-over">
            Ask your Clio administrator
          </a>
        </span>
      </>
    );
  }
  if (row.result === "refused") {
    return (
      <>
        <span className="block">{row.impact}</span>
        <span className="block">
          Either the box is missing in the application, or {user} lacks the right. When an
          administrator of your Clio account connects, we can tell.{" "}
          <a className="link" href="/onboarding/people?step=connect#hand-over">
            Ask your Clio administrator
          </a>
        </span>
      </>
    );
  }
  return null;
}
