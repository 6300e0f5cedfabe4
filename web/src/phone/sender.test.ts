import { describe, expect, it, vi } from "vitest";

class Refusal extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}
vi.mock("$lib/api", () => ({ api: {}, Refusal }));
const { PicturesInMemory } = await import("./kept_pictures");
const { Sender } = await import("./sender.svelte");

const shot = (name: string) => ({
  frame: new Blob([name]),
  name,
  session: "hold",
  classId: 1,
  refuseBlurred: false,
});

/** A sender whose computer answers as `answers` says, one after another, and then takes everything. */
function senderWith(answers: (number | "added")[], kept = new PicturesInMemory()) {
  const sent: string[] = [];
  const refused: string[] = [];
  const results: string[] = [];
  const sender = new Sender({
    kept,
    project: 7,
    onresult: (result) => results.push(result),
    onrefused: (problem) => refused.push(problem.message),
    pause: () => Promise.resolve(),
    send: async ({ name }) => {
      const answer = answers.shift() ?? "added";
      if (answer !== "added") throw new Refusal(`status ${answer}`, answer);
      sent.push(name);
      return answer;
    },
  });
  return { sender, sent, refused, results, kept };
}

describe("pictures of a phone", () => {
  it("are sent in their order, and again after every hiccup", async () => {
    const { sender, sent, results } = senderWith(["added", 0, 503, 0]);
    await sender.add(shot("a"));
    await sender.add(shot("b"));
    await sender.add(shot("c"));
    await vi.waitFor(() => expect(sent).toEqual(["a", "b", "c"]));
    await vi.waitFor(() => expect(sender.waiting).toBe(0));
    expect(sender.problem).toBeUndefined();
    expect(results).toEqual(["added", "added", "added"]);
  });
  it("are kept when the phone is not paired any more, and sent by the next pairing", async () => {
    const first = senderWith([401]);
    await first.sender.add(shot("a"));
    await vi.waitFor(() => expect(first.sender.problem).toBe("unpaired"));
    expect(first.sent).toEqual([]);
    expect(await first.kept.counts(7)).toEqual({ own: 1, others: 0 });
    const second = senderWith([], first.kept);
    await second.sender.work();
    expect(second.sent).toEqual(["a"]);
  });
  it("wait while the computer takes none", async () => {
    const { sender, sent } = senderWith([403, 403]);
    await sender.add(shot("a"));
    await vi.waitFor(() => expect(sent).toEqual(["a"]));
    expect(sender.problem).toBeUndefined();
  });
  it("that the computer will never take do not keep others back", async () => {
    const { sender, sent, refused } = senderWith([400]);
    await sender.add(shot("of a class that was removed"));
    await sender.add(shot("b"));
    await vi.waitFor(() => expect(sent).toEqual(["b"]));
    expect(refused).toEqual(["status 400"]);
  });
  it("of another project are not sent to this one", async () => {
    const kept = new PicturesInMemory();
    await kept.add({ ...shot("other"), project: 8 });
    const { sender, sent } = senderWith([], kept);
    await sender.work();
    expect(sender.others).toBe(1);
    expect(sent).toEqual([]);
    await sender.removeOthers();
    expect(await kept.counts(8)).toEqual({ own: 0, others: 0 });
  });
});
