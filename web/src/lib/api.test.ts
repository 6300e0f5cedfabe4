import { beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => vi.stubGlobal("document", { baseURI: "http://studio.test/" }));
const { api, onStaleToken, onUnreachable, Refusal, setCsrfToken } = await import("./api");

const answers: (() => Response)[] = [];
const sent: { method: string; token: string | undefined }[] = [];
const json = (status: number, body: object) => () => new Response(JSON.stringify(body), { status });
const stale = json(403, { message: "no valid X-CSRF-Token", reason: "stale_token" });

beforeEach(() => {
  answers.length = sent.length = 0;
  setCsrfToken("old");
  onStaleToken(async () => setCsrfToken("new"));
  vi.stubGlobal("fetch", async (_url: string, init: RequestInit) => {
    sent.push({ method: init.method!, token: (init.headers as Record<string, string>)["X-CSRF-Token"] });
    const answer = answers.shift();
    if (!answer) throw new TypeError("Failed to fetch");
    return answer();
  });
});

const change = () => api.patch("/projects/{project}", { project: 1 }, { name: "Fasteners" });

describe("a change", () => {
  it("is repeated once with the new token after a restart of the server", async () => {
    answers.push(stale, json(200, { id: 1 }));
    expect(await change()).toEqual({ id: 1 });
    expect(sent.map((one) => one.token)).toEqual(["old", "new"]);
  });

  it("is not repeated endlessly, and the message names no HTTP header", async () => {
    answers.push(stale, stale);
    const refusal = await change().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect((refusal as Error).message).not.toMatch(/CSRF|token/i);
    expect(sent).toHaveLength(2);
  });

  it("is not repeated when it is refused for another reason", async () => {
    answers.push(json(403, { message: "this needs the role editor in the project" }));
    await expect(change()).rejects.toThrow("This needs the role editor in the project.");
    expect(sent).toHaveLength(1);
  });

  it("notifies the shell when the server does not respond", async () => {
    const unreachable = vi.fn();
    onUnreachable(unreachable);
    await expect(change()).rejects.toMatchObject({ status: 0 });
    expect(unreachable).toHaveBeenCalledOnce();
  });
});
