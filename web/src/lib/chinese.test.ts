import { describe, expect, it } from "vitest";
import { chineseOf } from "./chinese";

describe("a sentence of the server", () => {
  it("is translated when its parts are known", () => {
    expect(chineseOf("Checking all stored files")).toBe("检查所有存储的文件");
    expect(chineseOf("Training on version 12")).toBe("基于版本 12 训练");
    expect(chineseOf("Packing version 3 as COCO JSON")).toBe("将版本 3 打包为 COCO JSON");
  });
  it("is translated when a list of clauses is at its end", () => {
    expect(
      chineseOf(
        "The board answers otherwise than computed for the same picture: only the computation has class 1 with 82 %; the model that was on the board before is there again.",
      ),
    ).toBe("对同一画面，开发板的回答与计算结果不同：只有计算结果得出类别 1（82 %）；板上之前的模型已恢复。");
  });
  it("is translated with its figures when each of its sentences is known", () => {
    const leak =
      "12 pictures are near duplicates of others, in 5 groups of up to 3 pictures; each group is in one split. " +
      "A random split would have put near duplicates of 2 of its 45 test pictures into the training set, which makes the result too optimistic.";
    const chinese = chineseOf(leak);
    expect(chinese).not.toMatch(/[a-z]{2}/);
    for (const figure of ["12", "5", "3", "2", "45"]) expect(chinese).toContain(figure);
    expect(chineseOf("labelled nut, looks like washer")).toBe("标注为 nut，看起来像 washer");
    expect(chineseOf("No two pictures are near duplicates. Something new.")).toBe(
      "No two pictures are near duplicates. Something new.",
    );
  });
  it("is translated part by part", () => {
    const said: [string, string][] = [
      ["3 masks: read as the boxes around them", "3 个掩码：读作外接框"],
      ["Left out: a/1.png: the file is empty", "略过：a/1.png：文件为空"],
      ["column `score`: not used (12 values)", "列 `score`：未使用（12 个值）"],
      [
        "opening x.zip: the archive is damaged: only 3 of 4 bytes could be unpacked",
        "正在打开 x.zip：压缩包已损坏：4 字节中只得到 3 字节",
      ],
      [
        "1 x 12 x 12 x 3, scale 0.00390625, zero point -128; firmware 2.x decodes centroids wrongly: use firmware 1.x",
        "1 x 12 x 12 x 3，缩放 0.00390625，零点 -128；2.x 固件会读错中心点；请使用 1.x 固件",
      ],
      [
        "tinsmith-det at 192 × 192 pixels trains on 34 pictures: 100 epochs, 300 steps of up to 16 pictures, or 120 seconds.",
        "tinsmith-det 以 192 × 192 像素从 34 张图片中学习：100 轮，300 步，每步最多 16 张图片，或 120 秒。",
      ],
      [
        "The recall of “bolt” is 28.6 % (10.1–54.2 %), that of all classes together 78.0 %.",
        "“bolt” 的召回率为 28.6 %（10.1–54.2 %），所有类别合计 78.0 %。",
      ],
      [
        "Objects are so close that their cells touch, and cells that touch count as one object. With an input of 96x96x3, even a perfect network would find only 71 % of the objects.",
        "物体靠得太近，所在的格相连，而相连的格会被算作一个物体。输入为 96x96x3 时，完美的网络也只能找到 71 % 的物体。",
      ],
      ["labelled test, looks like objects", "标注为 test，看起来像 objects"],
      [
        "It would not run on Kendryte K210: 2 outputs; one is expected",
        "无法在 Kendryte K210 上运行：有 2 个输出；应为一个",
      ],
    ];
    for (const [english, chinese] of said) expect(chineseOf(english)).toBe(chinese);
  });
  it("keeps names unchanged, whatever they contain", () => {
    expect(chineseOf('Importing "><svg onload=alert(1)>.zip')).toBe('导入 "><svg onload=alert(1)>.zip');
    expect(chineseOf("Packing $1 & $&")).toBe("打包 $1 & $&");
  });
  it("stays English when a part is unknown", () => {
    expect(chineseOf("the lid of the box is open")).toBe("the lid of the box is open");
  });
});
