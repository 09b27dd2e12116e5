/** The parameters of an address as Next gives them to a page: what is there twice is a list. */
export function parametersOf(search: URLSearchParams): Record<string, string | string[]> {
  const found = new Map<string, string | string[]>();
  for (const [name, value] of search) {
    const before = found.get(name);
    found.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(found);
}
