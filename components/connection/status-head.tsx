import type { ReactNode } from "react";
import { StatusBadge } from "./status-badge";
import { attentionTitle, statusWords } from "./status-words";
import { Notice } from "@/components/ui/notice";
import { isRefused } from "@/lib/connection/rules";
import { resourceNames } from "@/lib/vocabulary";
import type { ConnectionView, ScopeView } from "@/lib/connection/views";

type StatusHeadProps = {
  view: ConnectionView;
  /** What was added and has to be allowed, in the sentence that mails and the checklist say, too. */
  newSentence?: string | null;
  /** Said of a connection that works while the firm is not live. */
  beforeLive?: string | null;
  /** How a trip ended, or a question that waits, stands above and says already what is wrong. */
  isExplained: boolean;
  buttons: ReactNode;
};

/** Where the connection stands and what to do now, before any detail. */
export function StatusHead(props: StatusHeadProps) {
  const { view, newSentence, beforeLive, isExplained, buttons } = props;
  const attention = attentionTitle(view);
  const title = isExplained ? null : attention;
  const impacts = view.status === "needs_attention" ? impactsOf(view) : [];
  const words = (
    <>
      {isExplained && attention ? null : <p>{wordsOf(view, newSentence)}</p>}
      {view.reason === "reauthorization_due" && view.newPermissions && !isExplained ? (
        <p>{view.newPermissions.note}</p>
      ) : null}
      {view.status === "working" && beforeLive ? <p>{beforeLive}</p> : null}
      {impacts.length > 0 ? (
        <ul className="list-disc pl-5">
          {impacts.map(({ resource, impact }) => (
            <li key={resource}>
              <strong className="font-semibold">{resourceNames[resource]}</strong>: {impact}
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
  if (title) {
    const kind = view.status === "access_ended" ? "bad" : "warn";
    return (
      <div className="my-6">
        <Notice kind={kind} title={title} actions={buttons}>
          {words}
        </Notice>
      </div>
    );
  }
  return (
    <div className="my-6">
      <StatusBadge status={view.status} />
      <div className="mt-1 mb-4 max-w-[60ch] space-y-2">{words}</div>
      {buttons}
    </div>
  );
}

function wordsOf({ reason }: ConnectionView, newSentence: string | null | undefined): string {
  if (reason !== "reauthorization_due" || !newSentence) return statusWords[reason];
  return `${newSentence} Please connect again to allow it.`;
}

/** What stops working for the firm, in its own words. */
function impactsOf(view: ConnectionView): Pick<ScopeView, "resource" | "impact">[] {
  const isDue = view.reason === "reauthorization_due";
  const missing = view.scopes.filter(
    (scope) => scope.required && (scope.isToAllow ? isDue : isRefused(scope)),
  );
  return missing.filter(
    ({ resource }, index) => missing.findIndex((one) => one.resource === resource) === index,
  );
}
