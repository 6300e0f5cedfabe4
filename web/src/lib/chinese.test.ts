import { describe, expect, it } from "vitest";
import { chineseOf } from "./chinese";

describe("what the server says", () => {
  it("is Chinese where its parts are known", () => {
    expect(chineseOf("Freezing a version")).toBe("固定版本");
    expect(chineseOf("Training on version 12")).toBe("基于版本 12 训练");
    expect(chineseOf("Packing version 3 as COCO JSON")).toBe("将版本 3 打包为 COCO JSON");
  });
  it("keeps names as they are, whatever they hold", () => {
    expect(chineseOf('Importing "><svg onload=alert(1)>.zip')).toBe('导入 "><svg onload=alert(1)>.zip');
    expect(chineseOf("Packing $1 & $&")).toBe("打包 $1 & $&");
  });
  it("stays English where they are not", () => {
    expect(chineseOf("the disk is full")).toBe("the disk is full");
  });
});
