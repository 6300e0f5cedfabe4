import { describe, expect, it } from "vitest";
import { nameOf, readSettled, writeSettled } from "./settled";

describe("settled doubts", () => {
  const names = new Set([nameOf({ picture_id: 4, kind: "class", message: "dog, not cat" }), "5 extra x"]);
  it("are read unchanged for the same model", () => {
    expect(readSettled(writeSettled(names, 7), 7)).toEqual(names);
    expect(readSettled(writeSettled(names, 7), 8)).toEqual(new Set());
  });
  it("are empty when the storage contains something else", () => {
    for (const text of [undefined, "", "null", "[]", "7", '{"run":7}', '{"run":7,"names":{}}', "{", '"x"']) {
      expect(readSettled(text, 7)).toEqual(new Set());
    }
    expect(readSettled('{"run":7,"names":[1,"a",null]}', 7)).toEqual(new Set(["a"]));
  });
});
