import { describe, expect, it } from "vitest";
import { Trail, type Direction } from "./trail";

interface P {
  id: number;
  isLabelled: boolean;
}

/** Pictures 1 to 6, of which only unlabelled ones are in the order; responds like the server. */
function setUp() {
  const all: P[] = [1, 2, 3, 4, 5, 6].map((id) => ({ id, isLabelled: id === 3 }));
  const questions: string[] = [];
  const ahead: number[] = [];
  const trail = new Trail<P>({
    async beside(after: number | undefined, direction: Direction) {
      questions.push(`${direction} ${after}`);
      const wanted = all.filter((p) => !p.isLabelled && (direction === "next" ? p.id > (after ?? 0) : p.id < after!));
      return direction === "next" ? wanted[0] : wanted.at(-1);
    },
    onAhead: (picture) => ahead.push(picture.id),
  });
  const picture = (id: number): P => all[id - 1]!;
  trail.goTo(picture(2));
  return { trail, all, picture, questions, ahead };
}

describe("the trail", () => {
  it("follows the server's order to its end", async () => {
    const { trail } = setUp();
    expect((await trail.step("next"))?.id).toBe(4);
    expect((await trail.step("next"))?.id).toBe(5);
    expect((await trail.step("next"))?.id).toBe(6);
    expect(await trail.step("next")).toBeUndefined();
    expect(trail.current?.id).toBe(6);
    expect((await trail.step("previous"))?.id).toBe(5);
  });

  it("leads back to labelled pictures although the filter no longer contains them", async () => {
    const { trail, picture } = setUp();
    await trail.step("next");
    picture(4).isLabelled = true;
    await trail.step("next");
    expect((await trail.step("previous"))?.id).toBe(4);
    expect((await trail.step("previous"))?.id).toBe(2);
    expect((await trail.step("previous"))?.id).toBe(1);
    expect((await trail.step("next"))?.id).toBe(2);
    expect((await trail.step("next"))?.id).toBe(4);
  });

  it("requests the following pictures once", async () => {
    const { trail, questions, ahead } = setUp();
    await trail.lookAhead();
    expect(ahead).toEqual([4, 1]);
    await trail.step("next");
    expect(questions).toEqual(["next 2", "previous 2"]);
  });

  it("skips pictures that will be deleted, also prefetched ones", async () => {
    const { trail } = setUp();
    await trail.lookAhead();
    trail.hide(4);
    expect((await trail.step("next"))?.id).toBe(5);
    expect((await trail.step("previous"))?.id).toBe(2);
    trail.show(4);
  });

  it("continues at the position of a deleted picture", async () => {
    const { trail, all } = setUp();
    await trail.step("next");
    trail.hide(4);
    expect((await trail.step("next"))?.id).toBe(5);
    all[3]!.isLabelled = true;
    trail.remove(4);
    expect(trail.current?.id).toBe(5);
    expect((await trail.step("previous"))?.id).toBe(2);
  });

  it("is empty when its only picture is deleted", async () => {
    const { trail } = setUp();
    trail.remove(2);
    expect(trail.current).toBeUndefined();
    expect((await trail.step("next"))?.id).toBe(1);
  });

  it("prefers known data of a picture over prefetched data", async () => {
    const { trail } = setUp();
    await trail.lookAhead();
    trail.remember({ id: 4, isLabelled: true });
    expect((await trail.step("next"))?.isLabelled).toBe(true);
  });

  it("starts again at the current picture when the filter changes", async () => {
    const { trail, picture, questions } = setUp();
    await trail.step("next");
    picture(2).isLabelled = true;
    trail.restart();
    expect(trail.current?.id).toBe(4);
    expect((await trail.step("previous"))?.id).toBe(1);
    expect(questions.at(-1)).toBe("previous 4");
  });

  it("requests again after the end, because pictures may have been added", async () => {
    const { trail, all, picture } = setUp();
    trail.goTo(picture(6));
    expect(await trail.step("next")).toBeUndefined();
    all.push({ id: 7, isLabelled: false });
    expect((await trail.step("next"))?.id).toBe(7);
  });
});
