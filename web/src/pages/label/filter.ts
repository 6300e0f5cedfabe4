// Which pictures the gallery showed, from the address, so that one moves through the same ones here.
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

/** As the end of an address: "?state=unlabelled", or nothing. */
export function queryOf(filter: Filter): string {
  const query = new URLSearchParams(Object.entries(filter).map(([name, value]) => [name, String(value)])).toString();
  return query && `?${query}`;
}
