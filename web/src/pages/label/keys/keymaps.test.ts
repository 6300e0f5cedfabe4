import { describe, expect, it } from "vitest";
import { actionOf, actions, fixedKeys, keysOf, presets, strokeOf, type Preset } from "./keymaps";

const press = (key: string, code: string, modifiers = "") => ({
  key,
  code,
  ctrlKey: modifiers.includes("c"),
  metaKey: modifiers.includes("m"),
  altKey: modifiers.includes("a"),
  shiftKey: modifiers.includes("s"),
});

describe("the table", () => {
  for (const preset of presets) {
    it(`gives no key of ${preset} to two actions, nor takes arrows and Space`, () => {
      const owners = new Map<string, string>(fixedKeys.map((key) => [key, "moving"]));
      for (const action of actions) {
        for (const key of keysOf(action, preset)) {
          expect(owners.get(key), `${key}: ${action}`).toBeUndefined();
          owners.set(key, action);
        }
      }
    });
  }
  it("uses the fixed keys for movement only", () => {
    for (const preset of presets) {
      for (const action of actions) {
        if (action !== "next" && action !== "previous") expect(keysOf(action, preset), action).not.toEqual([]);
      }
    }
  });
});

describe("presets", () => {
  const does = (preset: Preset, event: ReturnType<typeof press>) => actionOf(event, preset)?.action;
  it("contain each program's own keys", () => {
    expect(does("cvat", press("d", "KeyD"))).toBe("previous");
    expect(does("label_img", press("d", "KeyD"))).toBe("next");
    expect(does("roboflow", press("d", "KeyD"))).toBe("select");
    expect(does("label_studio", press("r", "KeyR"))).toBe("draw");
    expect(does("roboflow", press("r", "KeyR"))).toBe("repeat");
    expect(does("cvat", press("b", "KeyB", "c"))).toBe("repeat");
    expect(does("label_studio", press("Enter", "Enter", "c"))).toBe("next");
    expect(does("tinsmith", press("Enter", "Enter", "c"))).toBeUndefined();
  });
});

describe("key presses", () => {
  it("match digits by their position, also on the number pad", () => {
    expect(actionOf(press("3", "Digit3"), "tinsmith")).toEqual({ action: "chooseClass", digit: 3 });
    expect(actionOf(press("#", "Digit3", "s"), "tinsmith")).toEqual({ action: "keepClass", digit: 3 });
    expect(actionOf(press("&", "Digit1"), "tinsmith")).toEqual({ action: "chooseClass", digit: 1 });
    expect(actionOf(press("9", "Numpad9"), "tinsmith")).toEqual({ action: "chooseClass", digit: 9 });
    expect(actionOf(press("PageUp", "Numpad9"), "tinsmith")).toBeUndefined();
    expect(actionOf(press("4", "Digit4", "c"), "cvat")).toEqual({ action: "chooseClass", digit: 4 });
    expect(actionOf(press("4", "Digit4", "c"), "tinsmith")).toBeUndefined();
    expect(actionOf(press("0", "Digit0"), "tinsmith")).toEqual({ action: "fit" });
  });
  it("match letters of another script by their position", () => {
    expect(actionOf(press("т", "KeyN"), "tinsmith")).toEqual({ action: "markNull" });
    expect(actionOf(press("Process", "KeyN"), "tinsmith")).toEqual({ action: "markNull" });
    expect(actionOf(press("˙", "KeyH", "a"), "label_studio")).toEqual({ action: "hide" });
  });
  it("match letters of another keyboard layout by their label", () => {
    expect(actionOf(press("z", "KeyY", "c"), "tinsmith")).toEqual({ action: "undo" });
  });
  it("treat the command key as Ctrl, and Shift only where it is a modifier", () => {
    expect(strokeOf(press("Z", "KeyZ", "ms"))).toBe("Ctrl+Shift+Z");
    expect(strokeOf(press("?", "Slash", "s"))).toBe("?");
    expect(strokeOf(press("Tab", "Tab", "s"))).toBe("Shift+Tab");
    expect(strokeOf(press(" ", "Space"))).toBe("Space");
  });
});
