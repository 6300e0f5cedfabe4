// Addresses have the form #/projects/7/data?state=unlabelled: the server serves one page, and a link can be sent to
// others.
interface Place {
  path: string;
  query: URLSearchParams;
}

function read(): Place {
  const [path = "", query = ""] = location.hash.replace(/^#/, "").split("?", 2);
  return { path: path.startsWith("/") ? path : "/", query: new URLSearchParams(query) };
}

let place = $state.raw(read());
addEventListener("hashchange", () => (place = read()));

export const router = {
  get path() {
    return place.path;
  },
  get query() {
    return place.query;
  },
};

export function go(path: string, options: { replace?: boolean } = {}): void {
  if (options.replace) {
    history.replaceState(null, "", `#${path}`);
    place = read();
  } else {
    location.hash = path;
  }
}

/** Changes only the query, without a new entry in the history: for filters. An empty value removes the name. */
export function setQuery(changes: Record<string, string | number | undefined>): void {
  const query = new URLSearchParams(place.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === "") query.delete(name);
    else query.set(name, String(value));
  }
  const text = query.toString();
  go(place.path + (text ? `?${text}` : ""), { replace: true });
}

export type Params = Record<string, string | undefined>;

/** Matches /projects/:project/label/:picture? against a path; undefined when it does not match. */
export function matchPath(pattern: string, path: string): Params | undefined {
  const parts = pattern.split("/").filter(Boolean);
  const given = path.split("/").filter(Boolean);
  if (given.length > parts.length) return undefined;
  const params: Params = {};
  for (const [index, part] of parts.entries()) {
    const value = given[index];
    if (part.startsWith(":")) {
      const isOptional = part.endsWith("?");
      if (value === undefined && !isOptional) return undefined;
      params[part.slice(1, isOptional ? -1 : undefined)] = value && decode(value);
    } else if (part !== value) {
      return undefined;
    }
  }
  return params;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
