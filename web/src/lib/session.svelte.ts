import { api, onSignedOut, onStaleToken, setCsrfToken } from "./api";
import { listen } from "./events";
import type { Project, Role, Session } from "./types";

let now = $state.raw<Session>();
let couldNotAsk = $state("");

export const session = {
  /** undefined until the first response of the server. */
  get now() {
    return now;
  },
  /** The reason why the server has not responded. */
  get problem() {
    return couldNotAsk;
  },
  /** Whether the user may work: signed in, or the only user of a studio without accounts. */
  get isOpen() {
    return now !== undefined && (now.mode === "single" || (now.user !== undefined && now.user !== null));
  },
  /** Identifies the users of one browser; undefined while nobody may work. */
  get who(): string | undefined {
    if (!session.isOpen) return undefined;
    return now?.user ? `user ${now.user.id}` : "the one person";
  },
  get hasAccounts() {
    return now?.mode === "accounts";
  },
  /** Whether the user may change settings and accounts. */
  get isOwner() {
    return now?.mode === "single" || now?.user?.is_owner === true;
  },
};

export function setSession(answer: Session): void {
  now = answer;
  couldNotAsk = "";
  setCsrfToken(answer.csrf_token);
  listen(session.isOpen);
}

/** Returns whether the server responded. */
export async function refreshSession(): Promise<boolean> {
  try {
    setSession(await api.get("/session"));
    return true;
  } catch (error) {
    couldNotAsk = error instanceof Error ? error.message : String(error);
    return false;
  }
}

export async function signOut(): Promise<void> {
  await api.delete("/session", {});
  await refreshSession();
}

onSignedOut(() => {
  // A wrong password is a 401 too; then nobody was signed in, and no new request is needed.
  if (session.isOpen) void refreshSession();
});

onStaleToken(async () => void (await refreshSession()));

const ranks: Role[] = ["viewer", "labeller", "editor", "owner"];

/** Whether the user has that role in the project, or a higher one. */
export function may(project: Pick<Project, "role">, role: Role): boolean {
  return ranks.indexOf(project.role) >= ranks.indexOf(role);
}
