"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { Icon } from "@/components/ui/icon";
import { useIsInteractive } from "@/components/ui/use-is-interactive";
import { HelpDialog } from "./help-dialog";
import { CHORD_MS, commandOf, stepTo, type Command } from "./keys";
import { focusedRow, focusRow, isTypingIn, rowsOf, searchOf, tickOf } from "./page-parts";
import { Palette } from "./palette";

const client = new QueryClient({
  defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false } },
});

/** The keys of staff's pages, with the two windows that they open and a button for who has found no key yet. */
export function StaffKeyboard() {
  const isInteractive = useIsInteractive();
  const [open, setOpen] = useState<"palette" | "help" | null>(null);
  /** The row that had the focus when the palette was opened. */
  const [row, setRow] = useState<HTMLTableRowElement | null>(null);
  const openPalette = useCallback(() => {
    setRow(focusedRow(document));
    setOpen("palette");
  }, []);
  useKeys(open !== null, (command) => {
    if (command.kind === "help") setOpen("help");
    if (command.kind === "palette") openPalette();
    if (command.kind === "search" && !toSearch()) openPalette();
  });
  const close = useCallback(() => setOpen(null), []);
  return (
    <QueryClientProvider client={client}>
      <div className="flex items-center gap-1 wide:mt-2 wide:mb-1">
        <button
          type="button"
          disabled={!isInteractive}
          aria-haspopup="dialog"
          aria-keyshortcuts="Control+K Meta+K"
          className="flex min-h-9 grow items-center gap-2.5 rounded-base border border-line px-2.5 text-hint text-muted hover:border-line-strong hover:text-ink disabled:invisible"
          onClick={openPalette}
        >
          <Icon as={Search} size={16} />
          Go to
          <kbd className="ml-auto hidden text-small wide:inline">Ctrl K</kbd>
        </button>
        <button
          type="button"
          disabled={!isInteractive}
          aria-haspopup="dialog"
          aria-keyshortcuts="?"
          aria-label="Keys"
          className="hidden size-9 items-center justify-center rounded-base border border-line text-hint text-muted hover:border-line-strong hover:text-ink disabled:invisible wide:flex"
          onClick={() => setOpen("help")}
        >
          ?
        </button>
      </div>
      {open === "palette" ? <Palette row={row} onClose={close} /> : null}
      {open === "help" ? <HelpDialog onClose={close} /> : null}
    </QueryClientProvider>
  );
}

/** Listens to the page's keys while no window is open; rows are moved among right here. */
function useKeys(isOpen: boolean, run: (command: Command) => void): void {
  const latest = useRef(run);
  const gAt = useRef(-Infinity);
  const place = useRef<number | null>(null);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || isOpen) return;
      if (document.querySelector("dialog[open]")) return;
      const isAfterG = event.timeStamp - gAt.current < CHORD_MS;
      const { key, ctrlKey, metaKey, altKey, repeat } = event;
      const isTyping = isTypingIn(event.target);
      const meant = commandOf({ key, ctrlKey, metaKey, altKey, repeat, isTyping }, isAfterG);
      gAt.current = meant.isAfterG ? event.timeStamp : -Infinity;
      const { command } = meant;
      if (!command) return;
      event.preventDefault();
      if (command.kind === "go") window.location.assign(command.href);
      else if (command.kind === "move") place.current = moveRow(command.by, place.current);
      else if (command.kind === "select") tickFocused();
      else latest.current(command);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [isOpen]);
}

/** Leads the focus to the next row, also when the row before has left the list; returns its place. */
function moveRow(by: 1 | -1, before: number | null): number | null {
  const rows = rowsOf(document);
  const focused = focusedRow(document);
  const from = focused ? rows.indexOf(focused) : before;
  // Where a row has left, the one after it stands in its place.
  const hasLeft = !focused && before !== null && by === 1 && before < rows.length;
  const to = hasLeft ? before : stepTo(from, by, rows.length);
  if (to !== null) focusRow(rows[to]);
  return to;
}

function tickFocused(): void {
  const row = focusedRow(document);
  if (row) tickOf(row)?.click();
}

function toSearch(): boolean {
  const field = searchOf(document);
  field?.focus();
  field?.select();
  return field !== null;
}
