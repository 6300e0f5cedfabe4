// The gallery's filter from the address, so that the labelling page moves through the same pictures.
const named = ["search", "state", "split", "sort"] as const;

export type Filter = { [K in (typeof named)[number]]?: string } & { class_id?: number };

export function filterOf(query: URLSearchParams): Filter {
  const filter: Filter = {};
  for (const name of named) {
    const value = query.get(name);
    if (value) filter[name] = value;
  }
  const classId = Number(query.get("class_id") || NaN);
  if (Number.isSafeInteger(classId)) filter.class_id = classId;
  return filter;
}

/** The query of an address: "?state=unlabelled", or empty. */
export function queryOf(filter: Filter): string {
  const query = new URLSearchParams(Object.entries(filter).map(([name, value]) => [name, String(value)])).toString();
  return query && `?${query}`;
}
