// Checks that every sentence of the server that a page can show has a Chinese translation. The sentences are extracted
// from the sources: the texts of failures, and all texts with words in the files that make sentences for people.
import { describe, expect, it } from "vitest";
import { chineseOf, messages } from "./chinese";
import { counts } from "./messages/counts";

// The folder src/ of the repository. The build works on a copy of the pages, which has it beside it.
const sources = import.meta.glob<string>(["../../sources/**/*.{cpp,h}", "../../../src/**/*.{cpp,h}"], {
  query: "?raw",
  import: "default",
  eager: true,
});

/** Rooms whose error messages a page can show. The others serve only the command line, or read only our own files. */
const failing =
  /^(base|boards|bundle|dataset|deploying(?!\/(record_pictures|verify_board))|deploys|files|heads|image|jobs|loader|packaging|quant|serve|store|studio|train|verbs(?!\/(simulate_board|watch_device|set_board_network|open_kmodel|invoke_model))|zoo|live)\/|^devices\/(?!simulated|pseudo|sscma_reply|firmware|himax|mqtt|xmodem)/;
/** Files in which every text with words is a sentence, or a part of one, that a page can show. */
const speaking = [
  /^dataset\/(?!health_text|demo|layouts\/csv_table|layouts\/uses|layouts\/boxes_write)/,
  /^report\/(advice|box_advice|learning_advice|mirroring|verdict)\.cpp$/,
  /^(boards|zoo)\/(acceptance|boards|table|zoo)\.cpp$/,
  /^packaging\/(arduino|openmv)\.cpp$/,
  /^deploying\/(board_session|deploy|deploy_to_grove|preflight|proof)\.cpp$/,
  /^verbs\/(training_plan|mirroring)\.cpp$/,
  /^studio\//,
  /^serve\/(?!answer|health_cache|openapi|device_fields|route|serve\.|server|type|web|write_openapi)/,
  /^(image\/file_kinds|files\/source_(folder|tar|zip)|jobs\/(child|gated_process|lock|lost_job|process|queue))\.cpp$/,
];
/** Texts in these files that are not sentences: SQL, lists of extensions, the first bytes of files, lines of a log. */
const silent = [
  /^(SELECT|INSERT|UPDATE|DELETE|WITH) /,
  /^ ?(json|mp4|zip) /,
  /^<!?\w/,
  /^epoch \{\}/,
  /^\{\} of \{\}$/,
  /^gimp xcf$/,
  /^version https:/,
];

interface Text {
  text: string;
  /** The code before the text. */
  before: string;
}

/** Returns the string literals of a source without comments and includes; adjacent literals are joined. */
function textsOf(source: string): Text[] {
  const code = source
    .replace(/R"(\w*)\([^]*?\)\1"/g, "")
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'|\/\/[^\n]*/g, (found) => (found.startsWith('"') ? found : " "))
    .replace(/#include[^\n]*/g, "");
  return [...code.matchAll(/"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*/g)].map((found) => ({
    text: [...found[0].matchAll(/"((?:[^"\\\n]|\\.)*)"/g)]
      .map((one) => one[1])
      .join("")
      .replace(/\\n/g, "\n")
      .replace(/\\(["\\])/g, "$1")
      .replace(/\{\d*(:[^}]*)?\}/g, "{}"),
    before: code.slice(Math.max(0, found.index - 80), found.index),
  }));
}

const hasWords = (text: string): boolean => /[a-z]{2,},? [a-z{“`]|[}”`] [a-z]/.test(text);
/** Returns the text in the form of a table's key: without the punctuation that joins it to the text before. */
const trimmed = (text: string): string => text.trim().replace(/^[;,:] /, "");

function messagesOf(path: string, source: string): string[] {
  return textsOf(source)
    .filter(({ text, before }) => {
      if (/CHECK\([^"]*$/.test(before) || silent.some((one) => one.test(trimmed(text)))) return false;
      if (failing.test(path) && /(\bfail\(\s*Fault::\w+,|\brefuse\([^"]*,)\s*$/.test(before))
        return /[a-z]{3}/i.test(text.replace(/\{\}/g, ""));
      if (/\breport\(\s*$/.test(before)) return true;
      return speaking.some((one) => one.test(path)) && hasWords(text);
    })
    .map(({ text }) => trimmed(text));
}

/** Nouns that are counted: `counted(n, "picture", "pictures")`, and those of the reports about reading a data set. */
function nounsOf(path: string, source: string): string[] {
  const isReading = path.startsWith("dataset/");
  return [
    ...source.matchAll(
      /\bcounted\([^;"()]*(?:\([^;"()]*\)[^;"()]*)*("[^"]+"(?:,\s*"[^"]+")?)|\b(?:not_used|read_as|read_as_box|shape_not_used)\(\s*("[^"]+")/g,
    ),
  ]
    .filter((found) => isReading || found[1]?.includes(","))
    .flatMap((found) => [...(found[1] ?? found[2]!).matchAll(/"([^"]+)"/g)].map((one) => one[1]!))
    .filter((noun) => !noun.includes("{"));
}

describe("the tables of Chinese sentences", () => {
  const files = Object.entries(sources)
    .map(([path, source]) => [path.replace(/^(\.\.\/)+(sources|src)\//, ""), source] as const)
    .filter(([path]) => !/_test\.|for_test/.test(path));

  it("are compared with the sources", () => {
    expect(files.length).toBeGreaterThan(300);
  });
  it("hold every sentence that a page can show", () => {
    const countable = new Set(counts.flatMap(([one, many]) => [one, many]));
    const missing = files.flatMap(([path, source]) =>
      messagesOf(path, source)
        .filter((text) => messages[text] === undefined && !countable.has(text))
        .map((text) => `${path}: ${text}`),
    );
    expect([...new Set(missing)]).toEqual([]);
  });
  it("hold the texts of every training setting that the Train page lists", () => {
    const [, table] = files.find(([path]) => path === "verbs/train_settings.cpp")!;
    const rows = table.split(/\{\.name = /).filter((row) => row.includes(".in_studio = Listed"));
    expect(rows.length).toBeGreaterThan(5);
    const shown = rows.flatMap((row) =>
      textsOf(row)
        .filter(({ before }) => /\.(about|automatic|title|unit) =\s*$/.test(before))
        .map(({ text }) => text),
    );
    expect(shown.filter((text) => messages[text] === undefined && text !== "fraction")).toEqual([]);
  });
  it("hold the title of every kind of job", () => {
    const [, table] = files.find(([path]) => path === "store/job_kinds.h")!;
    const kinds = [...table.matchAll(/\{\.kind = JobKind::(\w+),/g)].map((found) => found[1]!);
    expect(kinds.length).toBeGreaterThan(5);
    const titles = files
      .filter(([path]) => path.startsWith("serve/"))
      .flatMap(([, source]) => [...source.matchAll(/JobKind::(\w+),\s*(?:fmt::format\(\s*)?"([^"]+)"/g)])
      .map((found) => ({ kind: found[1]!, title: found[2]! }));
    expect(kinds.filter((kind) => !titles.some((one) => one.kind === kind))).toEqual([]);
    expect(titles.filter(({ title }) => messages[title] === undefined)).toEqual([]);
  });
  it("hold every noun that a sentence counts", () => {
    const known = new Set(counts.flatMap(([one, many]) => [one, many]));
    const missing = files
      .filter(([path]) => failing.test(path) || path.startsWith("report/"))
      .flatMap(([path, source]) =>
        nounsOf(path, source)
          .filter((noun) => !known.has(noun))
          .map((noun) => `${path}: ${noun}`),
      );
    expect([...new Set(missing)]).toEqual([]);
  });
  it("hold no sentence that is not in the sources", () => {
    const said = new Set(
      files.flatMap(([path, source]) => [
        ...messagesOf(path, source),
        ...textsOf(source).map((one) => trimmed(one.text)),
      ]),
    );
    const words = /^(Left out$|\{\}, (scale|not quantized)|(column|attribute|key|element) `)/;
    expect(Object.keys(messages).filter((english) => !said.has(english) && !words.test(english))).toEqual([]);
  });
  it("keep every value of a sentence, and confuse no two sentences", () => {
    for (const [english, chinese] of Object.entries(messages)) {
      const parts = english.split("{}");
      const isShort = parts.join("").replace(/[^a-z]/gi, "").length < 6;
      const values = parts
        .slice(1)
        .map((_, at) => (isShort ? `${at + 3}` : parts[at] === "" && at > 0 ? "" : `v${at}-x`));
      const said = parts.map((part, at) => part + (values[at] ?? "")).join("");
      const expected = chinese.replace(/\{=?(\d)\}/g, (_, at: string) => values[Number(at)] ?? `no value ${at}`);
      expect(chineseOf(said), english).toBe(expected);
    }
  });
});
