"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useState, type KeyboardEvent } from "react";
import { cycle, matching } from "./keys";
import { actionsOf, pagesOf } from "./page-parts";
import { WindowFrame } from "./window-frame";

type Choice = { group: string; id: string; label: string; about?: string; press: () => void };
type FoundFirm = { firmId: string; firmName: string; integrationName: string };

const SHORTEST_SEARCH = 2;
const MOST_FIRMS = 8;

const goTo = (href: string) => () => window.location.assign(href);

/** What the palette offers beside firms: what can be pressed in the focused row, and staff's pages. */
function fixedChoices(row: HTMLTableRowElement | null): Choice[] {
  const actions = row?.isConnected ? actionsOf(row) : [];
  return [
    ...actions.map((one, index) => ({ group: "This row", id: `row${index}`, ...one })),
    ...pagesOf(document).map(({ label, href }) => ({
      group: "Pages",
      id: href,
      label,
      press: goTo(href),
    })),
  ];
}

async function findFirms(text: string, signal: AbortSignal): Promise<FoundFirm[]> {
  const query = new URLSearchParams({ tab: "all", q: text });
  const response = await fetch(`/api/staff/queue?${query.toString()}`, { signal });
  // A text that cannot be searched for finds nothing.
  if (response.status === 400) return [];
  if (!response.ok) throw new Error(`the search answered ${response.status}`);
  const { rows } = (await response.json()) as { rows: FoundFirm[] };
  return rows.slice(0, MOST_FIRMS);
}

/** Firms that the queue's search finds; until it has answered, those found before that still fit by name. */
function useFirms(typed: string): { firms: Choice[]; isLooking: boolean } {
  const text = useDeferredValue(typed);
  const isSearch = text.length >= SHORTEST_SEARCH;
  const { data, isFetching, isPlaceholderData } = useQuery({
    queryKey: ["find-firms", text],
    queryFn: ({ signal }) => findFirms(text, signal),
    enabled: isSearch,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  const found = isSearch ? (data ?? []) : [];
  const firms = found.map(({ firmId, firmName, integrationName }) => ({
    group: "Firms",
    id: firmId,
    label: firmName,
    about: integrationName,
    press: goTo(`/staff/firms/${firmId}`),
  }));
  const isOld = isPlaceholderData || text !== typed;
  return { firms: isOld ? matching(firms, typed) : firms, isLooking: isSearch && isFetching };
}

type Props = {
  /** The row that it was opened from. */
  row: HTMLTableRowElement | null;
  onClose: () => void;
};

/** Goes to a page or a firm, or acts on a row, by a few letters: a list of choices below a field. */
export function Palette({ row, onClose }: Props) {
  const ids = { heading: useId(), list: useId(), option: useId() };
  const [text, setText] = useState("");
  const [fixed] = useState(() => fixedChoices(row));
  const { firms, isLooking } = useFirms(text.trim());
  const choices = [...matching(fixed, text), ...firms];
  const [at, setAt] = useState(0);
  const active = Math.min(at, Math.max(0, choices.length - 1));
  function choose(choice: Choice | undefined, from: Element) {
    if (!choice) return;
    // First the window closes and gives the focus back, then the page is acted on.
    from.closest("dialog")?.close();
    queueMicrotask(choice.press);
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key] as 1 | -1 | undefined;
    if (by) {
      const next = cycle(active, by, choices.length);
      setAt(next);
      document.getElementById(`${ids.option}${next}`)?.scrollIntoView({ block: "nearest" });
    }
    if (event.key === "Enter") choose(choices[active], event.currentTarget);
    if (!by && event.key !== "Enter") return;
    event.preventDefault();
  }
  return (
    <WindowFrame labelledBy={ids.heading} className="w-[560px] mt-[12dvh]" onClose={onClose}>
      <h2 id={ids.heading} className="sr-only">
        Go to a page or a firm, or act on the row
      </h2>
      <input
        type="text"
        role="combobox"
        aria-expanded
        aria-controls={ids.list}
        aria-activedescendant={choices.length > 0 ? `${ids.option}${active}` : undefined}
        aria-autocomplete="list"
        aria-labelledby={ids.heading}
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        placeholder="A page, a firm, a person, a Clio account"
        className="w-full border-b border-line bg-transparent px-4 py-3.5 outline-none placeholder:text-muted"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {/* oxlint-disable jsx-a11y/no-noninteractive-element-to-interactive-role -- the list of a combobox, as ARIA has it */}
      <ul
        id={ids.list}
        role="listbox"
        aria-labelledby={ids.heading}
        className="max-h-[50dvh] overflow-auto py-1.5"
      >
        {choices.map((choice, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field has the keys of its list
          <li
            key={`${choice.group} ${choice.id}`}
            id={`${ids.option}${index}`}
            role="option"
            aria-selected={index === active}
            className="flex min-h-9 cursor-pointer items-baseline gap-3 px-4 py-1.5 text-hint aria-selected:bg-accent-soft aria-selected:font-semibold"
            onClick={(event) => choose(choice, event.currentTarget)}
            onPointerMove={() => setAt(index)}
          >
            <span className="min-w-0 [overflow-wrap:anywhere]">{choice.label}</span>
            <span className="ml-auto shrink-0 text-small font-normal text-muted">
              {choice.about ?? choice.group}
            </span>
          </li>
        ))}
      </ul>
      {/* oxlint-enable jsx-a11y/no-noninteractive-element-to-interactive-role */}
      <p role="status" className="border-t border-line px-4 py-2 text-small text-muted">
        {standing(choices.length, isLooking)}
      </p>
    </WindowFrame>
  );
}

function standing(number: number, isLooking: boolean): string {
  if (number === 0) return isLooking ? "Looking for firms …" : "Nothing has these letters.";
  return number === 1 ? "1 choice" : `${number} choices`;
}
