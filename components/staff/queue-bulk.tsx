"use client";

import { useEffect, useState } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { inputLook } from "@/components/ui/field";
import { bulkKinds, type BulkKind } from "@/lib/vocabulary";
import { TICK, TICK_ALL } from "./ticks";

const labels: Record<BulkKind, string> = {
  remind: "Remind of the step that waits",
  send_reauthorization: "Send a link to connect again",
  assign: "Give to a colleague",
  tag: "Add a tag",
  untag: "Remove a tag",
  pause_reminders: "Pause reminders until",
};

type QueueBulkProps = {
  /** The page's own query, with its tab. */
  query: string;
  /** How many firms match it, such as "312" or "1,000+"; null when the page shows them all. */
  matching: string | null;
  owners: { id: string; name: string }[];
  /** Today in the agency's time zone: the first day of a pause. */
  today: string;
  nonce: string;
};

/** What is done to the firms that are ticked; shown once one is. */
export function QueueBulk({ query, matching, owners, today, nonce }: QueueBulkProps) {
  const ticked = useTicked();
  /** For which ticks all of the list were asked for: another tick takes that back. */
  const [allFor, setAllFor] = useState<string | null>(null);
  const [kind, setKind] = useState<BulkKind>("remind");
  const number = ticked.length;
  if (number === 0) return null;
  const ids = ticked.join(",");
  const isMatching = allFor === ids && matching !== null;
  const some = isMatching ? matching : String(number);
  return (
    <section
      aria-label="For the ticked firms"
      className="sticky bottom-0 z-10 -mx-5 border-t border-line-strong bg-card px-5 py-3 wide:-mx-8 wide:px-8"
    >
      <ActionForm
        action="/api/staff/bulk"
        nonce={nonce}
        className="flex flex-wrap items-end gap-x-3 gap-y-2 [&>[role=alert]]:mb-1 [&>[role=alert]]:w-full"
      >
        <input type="hidden" name="choice" value={isMatching ? "matching" : "ticked"} />
        <input type="hidden" name="query" value={query} />
        <input type="hidden" name="firms" value={ids} />
        <p role="status" className="mr-2 flex min-h-8 items-center gap-3 text-hint">
          <span>
            <strong className="font-semibold">{some}</strong> {some === "1" ? "firm" : "firms"}{" "}
            ticked
          </span>
          {matching === null ? null : (
            <button
              type="button"
              className="link min-h-6 text-small"
              onClick={() => setAllFor(isMatching ? null : ids)}
            >
              {isMatching ? `Only the ${number} on this page` : `All ${matching} of this list`}
            </button>
          )}
        </p>
        <label className="block text-small text-muted">
          What to do
          <select
            name="kind"
            className={`${inputLook} mt-0.5 block min-h-8! py-1! text-small`}
            value={kind}
            onChange={(event) => setKind(event.target.value as BulkKind)}
          >
            {bulkKinds.map((one) => (
              <option key={one} value={one}>
                {labels[one]}
              </option>
            ))}
          </select>
        </label>
        <More kind={kind} owners={owners} today={today} />
        <Button kind="secondary" dense>
          Do it for {some} {some === "1" ? "firm" : "firms"}
        </Button>
        <a className="link inline-flex min-h-8 items-center text-small" href="/staff/bulk">
          Earlier ones
        </a>
      </ActionForm>
    </section>
  );
}

/** What the kind needs to know. */
function More({
  kind,
  owners,
  today,
}: Pick<QueueBulkProps, "owners" | "today"> & { kind: BulkKind }) {
  const look = `${inputLook} mt-0.5 block min-h-8! py-1! text-small`;
  if (kind === "assign") {
    return (
      <label className="block text-small text-muted">
        Owner
        <select id="owner" name="owner" className={look}>
          {owners.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          <option value="">Nobody</option>
        </select>
      </label>
    );
  }
  if (kind === "tag" || kind === "untag") {
    return (
      <label className="block text-small text-muted">
        Tag
        <input
          id="tag"
          name="tag"
          maxLength={30}
          required
          autoComplete="off"
          className={`${look} w-40`}
        />
      </label>
    );
  }
  if (kind === "pause_reminders") {
    return (
      <label className="block text-small text-muted">
        Last day
        <input id="until" name="until" type="date" min={today} required className={look} />
      </label>
    );
  }
  return null;
}

/** The firms whose boxes are ticked. Rows come and go while the page is open: the boxes themselves tell. */
function useTicked(): string[] {
  const [ticked, setTicked] = useState<string[]>([]);
  useEffect(() => {
    const boxes = () => [...document.querySelectorAll<HTMLInputElement>(`[${TICK}]`)];
    const read = () => {
      const now = boxes().flatMap((box) => (box.checked ? [box.value] : []));
      setTicked((before) => (before.join() === now.join() ? before : now));
      const all = document.querySelector<HTMLInputElement>(`[${TICK_ALL}]`);
      if (!all) return;
      all.checked = now.length > 0 && now.length === boxes().length;
      all.indeterminate = now.length > 0 && now.length < boxes().length;
    };
    const onChange = ({ target }: Event) => {
      if (!(target instanceof HTMLInputElement)) return;
      if (target.hasAttribute(TICK_ALL)) {
        for (const box of boxes()) box.checked = target.checked;
      }
      read();
    };
    read();
    document.addEventListener("change", onChange);
    const body = document.querySelector(`[${TICK}]`)?.closest("tbody");
    const watcher = new MutationObserver(read);
    if (body) watcher.observe(body, { childList: true });
    return () => {
      document.removeEventListener("change", onChange);
      watcher.disconnect();
    };
  });
  return ticked;
}
