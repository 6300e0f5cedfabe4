// The client of /api/v1. Paths, values, bodies and responses are typed by the server's own description of itself, so a
// request that the server does not know does not compile:
//
//   const project = await api.get("/projects/{project}", { project: 7 });
//   await api.put("/projects/{project}/classes", { project: 7 }, { classes });
//
// Values fill the {words} of the path; the other values become the query. A refusal is thrown as a Refusal. An uncaught
// Refusal is shown as a toast (see $lib/ui/toast.ts), so most pages need not catch any.
import type { paths as AllPaths } from "./api-types";

/** The API's paths by what follows the prefix that all of them have in common. */
type Paths = { [P in keyof AllPaths as P extends `/api/v1${infer Rest}` ? Rest : never]: AllPaths[P] };
type Verb = "get" | "post" | "put" | "patch" | "delete";
export type PathWith<V extends Verb> = {
  [P in keyof Paths]: Paths[P] extends Record<V, object> ? P : never;
}[keyof Paths];
type Operation<P extends keyof Paths, V extends Verb> = NonNullable<Paths[P][V & keyof Paths[P]]>;
type Part<O, K extends "path" | "query"> = O extends { parameters: { [key in K]?: infer X } }
  ? [NonNullable<X>] extends [never]
    ? unknown
    : NonNullable<X>
  : unknown;
export type Values<P extends keyof Paths, V extends Verb> = Part<Operation<P, V>, "path"> &
  Part<Operation<P, V>, "query">;
export type Answer<P extends keyof Paths, V extends Verb> =
  Operation<P, V> extends { responses: { 200: { content: { "application/json": infer T } } } } ? T : unknown;
type Body<P extends keyof Paths, V extends Verb> =
  Operation<P, V> extends { requestBody: { content: { "application/json": infer T } } } ? [body: T] : [];

/** A request that the server refused. `message` is the server's sentence, which can be shown to a person. */
export class Refusal extends Error {
  constructor(
    message: string,
    /** HTTP status; 0 when the server could not be reached. */
    readonly status: number,
    /** A code for programs, where the server gives one. */
    readonly reason = "",
  ) {
    super(message);
    this.name = "Refusal";
  }
}

/**
 * Browsers complete requests after their page is closed if the bodies of all pending ones have at most 64 KiB
 * together.
 */
const maxKeepalive_bytes = 32_000;
const root = new URL("api/v1", document.baseURI).pathname;
let csrfToken = "";
const texts = {
  unreachable: "The server cannot be reached. Is Tinsmith still running?",
  stale: "The server was restarted after this page was loaded. Load the page again.",
  /** The server's own sentence. */
  translated: (sentence: string) => sentence,
};
const listeners = { signedOut: () => {}, unreachable: () => {}, staleToken: async () => {} };
/** The reason of a refusal after a restart of the server: the page has the token of the old session. */
const staleToken = "stale_token";

/** From Session.csrf_token. Every request that changes something must carry it. */
export function setCsrfToken(token: string): void {
  csrfToken = token;
}

/** Called when the server no longer knows who is asking. */
export function onSignedOut(listener: () => void): void {
  listeners.signedOut = listener;
}

/** Called when a request got no response at all. */
export function onUnreachable(listener: () => void): void {
  listeners.unreachable = listener;
}

/** Called when the server's token has changed; it fetches the new one, and the request is repeated once. */
export function onStaleToken(listener: () => Promise<void>): void {
  listeners.staleToken = listener;
}

/**
 * The messages, in the user's language, for a server that does not respond and for a page that is older than the
 * server.
 */
export function setApiWords(words: typeof texts): void {
  Object.assign(texts, words);
}

function address(path: string, values: object = {}): string {
  const rest = new URLSearchParams();
  const known = { ...values } as Record<string, unknown>;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = known[name];
    delete known[name];
    return encodeURIComponent(String(value));
  });
  for (const [name, value] of Object.entries(known)) {
    if (value !== undefined && value !== null && value !== "") rest.set(name, String(value));
  }
  const query = rest.toString();
  return root + filled + (query ? `?${query}` : "");
}

/** The address of a file that is used directly, such as a picture, for src and href. */
export function urlOf<P extends PathWith<"get">>(path: P, values: Values<P, "get">): string {
  return address(path, values as object);
}

export function pictureUrl(project: number, hash: string): string {
  return urlOf("/projects/{project}/files/{hash}", { project, hash });
}

export function thumbnailUrl(project: number, hash: string, side: 128 | 256 | 512 = 256): string {
  return urlOf("/projects/{project}/thumbnails/{hash}", { project, hash, side });
}

/** The server's text as a sentence. A first word that contains a dot is a file name and stays as it is. */
export function sentence(message: string): string {
  const begun = /^[a-z]+[ ,:]/.test(message) ? message.charAt(0).toUpperCase() + message.slice(1) : message;
  return /[.!?。！？…]$/.test(begun) ? begun : `${begun}.`;
}

function refusal(status: number, text: string): Refusal {
  if (status === 401) listeners.signedOut();
  try {
    const answer = JSON.parse(text) as { message?: unknown; reason?: unknown };
    if (answer.reason === staleToken) return new Refusal(texts.stale, status, staleToken);
    if (typeof answer.message === "string" && answer.message)
      return new Refusal(texts.translated(sentence(answer.message)), status);
  } catch {
    // This is not the server's own text: a proxy in front of it may respond with a page.
  }
  return new Refusal(status ? `${status}: ${texts.unreachable}` : texts.unreachable, status);
}

function noAnswer(): Refusal {
  listeners.unreachable();
  return new Refusal(texts.unreachable, 0);
}

/**
 * Sends the request, and repeats it once with a new token after a restart of the server: the first attempt changed
 * nothing.
 */
async function twiceIfStale<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Refusal) || error.reason !== staleToken) throw error;
    await listeners.staleToken();
    return ask();
  }
}

function send(verb: Verb, path: string, values?: object, body?: unknown, signal?: AbortSignal): Promise<unknown> {
  return twiceIfStale(() => sendOnce(verb, path, values, body, signal));
}

async function sendOnce(
  verb: Verb,
  path: string,
  values?: object,
  body?: unknown,
  signal?: AbortSignal,
): Promise<unknown> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (verb !== "get") headers["X-CSRF-Token"] = csrfToken;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const sent = body === undefined ? undefined : JSON.stringify(body);
  let response: Response;
  try {
    response = await fetch(address(path, values), {
      method: verb.toUpperCase(),
      headers,
      body: sent,
      credentials: "same-origin",
      // keepalive: a change that is made just before the page is closed still arrives.
      keepalive: verb !== "get" && (sent?.length ?? 0) < maxKeepalive_bytes,
      signal,
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw noAnswer();
  }
  // A response that is cut off counts as no response.
  const text = await response.text().catch(() => Promise.reject(noAnswer()));
  if (!response.ok) throw refusal(response.status, text);
  return text ? JSON.parse(text) : {};
}

export interface UploadOptions {
  /** From 0 to 1. */
  onProgress?: (fraction: number) => void;
  signal?: AbortSignal;
}

/** XMLHttpRequest reports the progress of an upload, fetch() does not. */
function sendFileOnce(path: string, values: object, file: Blob, options: UploadOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address(path, values));
    request.setRequestHeader("X-CSRF-Token", csrfToken);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) options.onProgress?.(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText || "{}"));
      else reject(refusal(request.status, request.responseText));
    };
    request.onerror = () => reject(noAnswer());
    request.onabort = () => reject(new DOMException("The upload was stopped.", "AbortError"));
    options.signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

export const api = {
  get<P extends PathWith<"get">>(
    path: P,
    ...[values, options]: object extends Values<P, "get">
      ? [values?: Values<P, "get">, options?: { signal?: AbortSignal }]
      : [values: Values<P, "get">, options?: { signal?: AbortSignal }]
  ): Promise<Answer<P, "get">> {
    return send("get", path, values as object, undefined, options?.signal) as Promise<Answer<P, "get">>;
  },

  post<P extends PathWith<"post">>(path: P, values: Values<P, "post">, ...[body]: Body<P, "post">) {
    return send("post", path, values as object, body) as Promise<Answer<P, "post">>;
  },

  put<P extends PathWith<"put">>(path: P, values: Values<P, "put">, ...[body]: Body<P, "put">) {
    return send("put", path, values as object, body) as Promise<Answer<P, "put">>;
  },

  patch<P extends PathWith<"patch">>(path: P, values: Values<P, "patch">, ...[body]: Body<P, "patch">) {
    return send("patch", path, values as object, body) as Promise<Answer<P, "patch">>;
  },

  delete<P extends PathWith<"delete">>(path: P, values: Values<P, "delete">, ...[body]: Body<P, "delete">) {
    return send("delete", path, values as object, body) as Promise<Answer<P, "delete">>;
  },

  /** Sends a file as the body and reports the progress. */
  upload<P extends PathWith<"post">>(path: P, values: Values<P, "post">, file: Blob, options: UploadOptions = {}) {
    return twiceIfStale(() => sendFileOnce(path, values as object, file, options)) as Promise<Answer<P, "post">>;
  },
};
