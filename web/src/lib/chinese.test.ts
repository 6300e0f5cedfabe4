import { describe, expect, it } from "vitest";
import { chineseOf } from "./chinese";

describe("what the server says", () => {
  it("is Chinese where its parts are known", () => {
    expect(chineseOf("Freezing a version")).toBe("固定版本");
    expect(chineseOf("Training on version 12")).toBe("基于版本 12 训练");
    expect(chineseOf("Packing version 3 as COCO JSON")).toBe("将版本 3 打包为 COCO JSON");
  });
  it("is Chinese, with its figures, where each sentence of it is known", () => {
    const leak =
      "12 pictures are near duplicates of others, in 5 groups of up to 3; each group stays on one side. " +
      "A division by chance would have put near duplicates of 2 of its 45 test pictures among those learnt from, and made the result look better than it is.";
    const chinese = chineseOf(leak);
    expect(chinese).not.toMatch(/[a-z]{2}/);
    for (const figure of ["12", "5", "3", "2", "45"]) expect(chinese).toContain(figure);
    expect(chineseOf("labelled nut, looks like washer")).toBe("标注为 nut，看起来像 washer");
    expect(chineseOf("No two pictures are near duplicates. Something new.")).toBe("No two pictures are near duplicates. Something new.");
  });
  it("keeps names as they are, whatever they hold", () => {
    expect(chineseOf('Importing "><svg onload=alert(1)>.zip')).toBe('导入 "><svg onload=alert(1)>.zip');
    expect(chineseOf("Packing $1 & $&")).toBe("打包 $1 & $&");
  });
  it("stays English where they are not", () => {
    expect(chineseOf("the disk is full")).toBe("the disk is full");
  });
});
