import { describe, expect, it } from "vitest";
import { History, type Step } from "./history";

const change = (picture: number, before: string, after: string): Step<string> => ({
  kind: "labels",
  picture,
  before,
  after,
});

describe("history", () => {
  it("undoes and redoes across pictures, latest first", () => {
    const history = new History<string>();
    history.add(change(1, "", "a"));
    history.add(change(2, "", "b"));
    expect(history.undo()).toEqual(change(2, "", "b"));
    expect(history.undo()).toEqual(change(1, "", "a"));
    expect(history.undo()).toBeUndefined();
    expect(history.redo()).toEqual(change(1, "", "a"));
    expect(history.redo()).toEqual(change(2, "", "b"));
    expect(history.redo()).toBeUndefined();
  });

  it("drops what was undone when something new is done", () => {
    const history = new History<string>();
    history.add(change(1, "", "a"));
    history.undo();
    history.add(change(1, "", "b"));
    expect(history.canRedo).toBe(false);
    expect(history.undo()).toEqual(change(1, "", "b"));
  });

  it("joins closely following moves of one box", () => {
    let time_ms = 0;
    const history = new History<string>(() => time_ms);
    history.add(change(1, "0", "1"), "nudge 0");
    time_ms = 500;
    history.add(change(1, "1", "2"), "nudge 0");
    time_ms = 5000;
    history.add(change(1, "2", "3"), "nudge 0");
    history.add(change(1, "3", "4"), "nudge 1");
    expect(history.undo()).toEqual(change(1, "3", "4"));
    expect(history.undo()).toEqual(change(1, "2", "3"));
    expect(history.undo()).toEqual(change(1, "0", "2"));
    expect(history.canUndo).toBe(false);
  });

  it("does not join after an undo, or across pictures", () => {
    const history = new History<string>(() => 0);
    history.add(change(1, "0", "1"), "nudge 0");
    history.add(change(2, "0", "1"), "nudge 0");
    expect(history.undo()?.picture).toBe(2);
    history.redo();
    history.add(change(2, "1", "2"), "nudge 0");
    expect(history.undo()).toEqual(change(2, "1", "2"));
  });

  it("removes the steps of a deleted picture", () => {
    const history = new History<string>();
    history.add(change(1, "", "a"));
    history.add(change(2, "", "b"));
    history.add({ kind: "deletion", picture: 2 });
    history.forget(2);
    expect(history.undo()).toEqual(change(1, "", "a"));
    expect(history.canUndo).toBe(false);
  });

  it("drops a step that was undone in another way", () => {
    const history = new History<string>();
    const deletion: Step<string> = { kind: "deletion", picture: 1 };
    history.add(deletion);
    history.add(change(2, "", "a"));
    history.drop(deletion);
    expect(history.undo()).toEqual(change(2, "", "a"));
    expect(history.canUndo).toBe(false);
  });

  it("keeps the latest thousand", () => {
    const history = new History<number>();
    for (let i = 0; i < 1500; i++) history.add({ kind: "labels", picture: 1, before: i, after: i + 1 });
    let count = 0;
    while (history.undo()) count++;
    expect(count).toBe(1000);
  });

  it("undoes only the user's own change after another user has changed the picture", () => {
    const history = new History<string>();
    history.add(change(1, "", "a"));
    history.add(change(2, "", "b"));
    history.rebase(1, (state) => `${state}+theirs`);
    history.undo();
    expect(history.undo()).toEqual(change(1, "+theirs", "a+theirs"));
  });
});
