import { describe, expect, it } from "vitest";
import { filterOf, queryOf } from "./filter";

const read = (query: string) => filterOf(new URLSearchParams(query));

describe("the filter of the labelling page", () => {
  it("is the gallery's", () => {
    expect(read("search=bolt&state=labelled&split=val&sort=name&class_id=3")).toEqual({
      search: "bolt",
      state: "labelled",
      split: "val",
      sort: "name",
      class_id: 3,
    });
  });

  it("ignores empty values, invalid numbers, and names of other pages", () => {
    expect(read("search=&class_id=bolt&from=review")).toEqual({});
    expect(read("class_id=")).toEqual({});
    expect(read("class_id=1.5")).toEqual({});
  });

  it("is unchanged after a conversion to an address and back", () => {
    const filter = read("search=bolt%20%26%20nut&class_id=3");
    expect(read(queryOf(filter).slice(1))).toEqual(filter);
    expect(queryOf({})).toBe("");
  });
});
