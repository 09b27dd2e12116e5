// What the keyboard finds on a page of staff's: its rows, its search and its links. It reads the page as
// people see it, so that every list has the same keys without knowing of them.

/** Where a press writes or chooses, and a letter is a letter. */
export function isTypingIn(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !/^(?:checkbox|radio|button|submit|reset)$/.test(target.type);
  return target.isContentEditable || target.matches("textarea, select, [role=combobox]");
}

/** The link that names a row: what `Enter` opens. */
const linkOf = (row: Element) => row.querySelector<HTMLAnchorElement>("th a[href]");

/** Rows of the page's lists that have such a link. */
export function rowsOf(page: Document): HTMLTableRowElement[] {
  return [...page.querySelectorAll<HTMLTableRowElement>("main tbody tr")].filter(linkOf);
}

export function focusRow(row: HTMLTableRowElement | undefined): void {
  linkOf(row ?? document.body)?.focus();
}

/** The row that holds the focus; null when none does. */
export function focusedRow(page: Document): HTMLTableRowElement | null {
  const row = page.activeElement?.closest<HTMLTableRowElement>("main tbody tr") ?? null;
  return row && linkOf(row) ? row : null;
}

export function tickOf(row: Element): HTMLInputElement | null {
  return row.querySelector<HTMLInputElement>("input[type=checkbox]");
}

export function searchOf(page: Document): HTMLInputElement | null {
  return page.querySelector<HTMLInputElement>("main input[type=search]");
}

export type PageLink = { label: string; href: string };

/** The pages of the sidebar, so that what is added there can be gone to. */
export function pagesOf(page: Document): PageLink[] {
  const links = page.querySelectorAll<HTMLAnchorElement>('nav[aria-label="Pages"] a[href]');
  return [...links].map((link) => ({
    label: link.textContent.trim(),
    href: link.getAttribute("href") ?? "",
  }));
}

export type RowAction = { label: string; press: () => void };

/** What can be pressed in a row, and its link. */
export function actionsOf(row: Element): RowAction[] {
  const link = linkOf(row);
  const name = link?.textContent.trim() ?? "";
  const tick = tickOf(row);
  const buttons = [...row.querySelectorAll<HTMLButtonElement>("button:not([disabled])")];
  return [
    ...(link ? [{ label: `Open ${name}`, press: () => link.click() }] : []),
    ...buttons.map((button) => ({
      label: `${button.textContent.trim()}: ${name}`,
      press: () => button.click(),
    })),
    ...(tick
      ? [{ label: `${tick.checked ? "Untick" : "Tick"} ${name}`, press: () => tick.click() }]
      : []),
  ];
}
