/** A few matters, the same in every account. Nobody in them exists. */
const matters = [
  { id: 1, display_number: "00001-Okafor", description: "Lease of the bakery", status: "Open" },
  { id: 2, display_number: "00002-Lindqvist", description: "Boundary with no. 14", status: "Open" },
  { id: 3, display_number: "00003-Marsh", description: "Will and trust", status: "Pending" },
  { id: 4, display_number: "00004-Tan", description: "Sale of shares", status: "Open" },
  { id: 5, display_number: "00005-Vale", description: "Noise of the mill", status: "Closed" },
];
const DEFAULT_FIELDS = "id";
const MOST = 200;

/** One page as Clio gives it: the fields that were asked for, and the address of the next page. */
export function mattersPage(address: string): object {
  const url = new URL(address);
  const fields = (url.searchParams.get("fields") ?? DEFAULT_FIELDS).split(",");
  const limit = Math.min(Math.max(1, Number(url.searchParams.get("limit") ?? MOST)), MOST);
  const from = Number(url.searchParams.get("page_token") ?? 0);
  const data = matters
    .slice(from, from + limit)
    .map((matter) =>
      Object.fromEntries(Object.entries(matter).filter(([name]) => fields.includes(name))),
    );
  const next = from + limit < matters.length ? String(from + limit) : null;
  if (next !== null) url.searchParams.set("page_token", next);
  return { data, meta: { paging: next === null ? {} : { next: url.href } } };
}
