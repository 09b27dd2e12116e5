import { useRouter } from "next/navigation";
import { useEffect } from "react";

const PAGE = "/staff";

/** The address that a form of the queue writes, without what is empty. */
export function addressOf(fields: Iterable<readonly [string, unknown]>): string {
  const query = new URLSearchParams();
  for (const [name, value] of fields) {
    if (typeof value === "string" && value.trim() !== "") query.append(name, value);
  }
  const text = query.toString();
  return text ? `${PAGE}?${text}` : PAGE;
}

/**
 * The queue's filters, tabs, views and orders lead to an address; this page goes there without leaving
 * itself, and a choice counts at once. Without JavaScript they are forms and links.
 */
export function useSoftAddress(query: string): void {
  const router = useRouter();
  useEffect(() => {
    const goTo = (href: string) => router.push(href, { scroll: href.includes("after=") });
    const onClick = (event: MouseEvent) => {
      const href = softLink(event);
      if (href === null) return;
      event.preventDefault();
      goTo(href);
    };
    const onSubmit = (event: SubmitEvent) => {
      const form = softForm(event.target);
      if (!form || event.defaultPrevented) return;
      event.preventDefault();
      // Who has searched goes on in the rows: letters are keys again.
      if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
      goTo(addressOf(new FormData(form)));
    };
    const onChange = ({ target }: Event) => {
      if (target instanceof HTMLSelectElement) softForm(target.form)?.requestSubmit();
    };
    document.addEventListener("click", onClick);
    document.addEventListener("submit", onSubmit);
    document.addEventListener("change", onChange);
    return () => {
      document.removeEventListener("click", onClick);
      document.removeEventListener("submit", onSubmit);
      document.removeEventListener("change", onChange);
    };
  }, [router]);
  // The fields keep what was chosen in them; where a link led to another list they follow.
  useEffect(() => followAddress(query), [query]);
}

/** Where a plain press on a link of the queue leads; null for every other press. */
function softLink(event: MouseEvent): string | null {
  const isPlain =
    event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!isPlain || event.defaultPrevented || !(event.target instanceof Element)) return null;
  const link = event.target.closest<HTMLAnchorElement>("main a[href]");
  const href = link?.getAttribute("href") ?? "";
  return href === PAGE || href.startsWith(`${PAGE}?`) ? href : null;
}

function softForm(target: EventTarget | null): HTMLFormElement | null {
  if (!(target instanceof HTMLFormElement)) return null;
  return target.method === "get" && target.getAttribute("action") === PAGE ? target : null;
}

function followAddress(query: string): void {
  const chosen = new URLSearchParams(query);
  const fields = document.querySelectorAll<HTMLSelectElement | HTMLInputElement>(
    `main form[action="${PAGE}"] :is(select, input[type=search])`,
  );
  for (const field of fields) {
    if (field !== document.activeElement) field.value = chosen.get(field.name) ?? "";
  }
}
