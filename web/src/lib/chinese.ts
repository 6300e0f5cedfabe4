// The server's sentences in Chinese. The server writes everything in English; the tables of ./messages contain each
// of its sentences as the source formats it, which is the sentence's id. A test compares the tables with the sources,
// so none is missing. Text that is in no table, such as the name of a file or the output of another program, stays
// unchanged.
import { counts } from "./messages/counts";
import { boards } from "./messages/boards";
import { dataset } from "./messages/dataset";
import { deploying } from "./messages/deploying";
import { devices } from "./messages/devices";
import { models } from "./messages/models";
import { pictures } from "./messages/pictures";
import { report } from "./messages/report";
import { serve } from "./messages/serve";
import { settings } from "./messages/settings";
import { store } from "./messages/store";
import { studio } from "./messages/studio";
import { words } from "./messages/words";

export const messages: Record<string, string> = {
  ...boards,
  ...dataset,
  ...deploying,
  ...devices,
  ...models,
  ...pictures,
  ...report,
  ...serve,
  ...settings,
  ...store,
  ...studio,
  ...words,
};

interface Pattern {
  /**
   * The number of the sentence's own letters, plus a bonus when it begins with letters. Patterns with a higher rank
   * are tried first.
   */
  rank: number;
  matches: RegExp;
  chinese: string;
}

const minLetters = 6;
const atBegin = 8;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function patternOf(english: string, chinese: string): Pattern {
  const parts = english.split("{}");
  const begin = parts[0]!.charAt(0);
  const either = /[a-z]/i.test(begin)
    ? `[${begin.toLowerCase()}${begin.toUpperCase()}]${escaped(parts[0]!.slice(1))}`
    : escaped(parts[0]!);
  const letters = parts.join("").replace(/[^a-z]/gi, "").length;
  // Words such as "of" occur in any text; between numbers they belong to a sentence of the server.
  const value = letters < minLetters ? "([\\d,.]+)" : "(.*?)";
  // A value directly after another value is a clause that is joined to it, or empty.
  const clause = "((?:(?:[;,.]| (?=and |[A-Z])).*?)?)";
  const rest = parts.slice(1).map((part, at) => (at > 0 && parts[at] === "" ? clause : value) + escaped(part));
  const rank = letters + (begin ? atBegin : 0) + parts.join("").length / 100;
  return { rank, matches: new RegExp(`^${either}${rest.join("")}$`, "s"), chinese };
}

let patterns: Pattern[] | undefined;
const wholes = new Map<string, string>();
const counted = new Map<string, string>();

function prepare(): Pattern[] {
  for (const [english, chinese] of Object.entries(messages)) if (!english.includes("{}")) wholes.set(english, chinese);
  for (const [one, many, chinese] of counts) {
    counted.set(one, chinese);
    counted.set(many, chinese);
  }
  return Object.entries(messages)
    .filter(([english]) => english.includes("{}"))
    .map(([english, chinese]) => patternOf(english, chinese))
    .sort((a, b) => b.rank - a.rank);
}

/** Maximum depth of values that contain values, as in "12 pictures, in 5 groups". */
const maxLevels = 4;

/** Translates a sentence or a part of one; undefined when it is in no table. */
function known(text: string, level: number): string | undefined {
  patterns ??= prepare();
  const decapitalized = text.charAt(0).toLowerCase() + text.slice(1);
  const whole = wholes.get(text) ?? wholes.get(decapitalized);
  if (whole !== undefined) return whole;
  const count = /^([\d,.]+) (.+)$/s.exec(text);
  const unit = count && counted.get(count[2]!);
  if (unit) return unit.replace("{0}", count[1]!);
  if (level === 0) return undefined;
  for (const { matches, chinese } of patterns) {
    const match = matches.exec(text);
    if (match && !match.slice(1, -1).some(endsSentence)) return filled(chinese, match.slice(1), level - 1);
  }
  return undefined;
}

function filled(chinese: string, values: string[], level: number): string {
  return chinese.replace(/\{(=?)(\d)\}/g, (_, isName: string, at: string) => {
    const value = values[Number(at)] ?? "";
    return isName ? value : valueOf(value, level);
  });
}

/** A value contains no end of a sentence, unless it is the last value. */
const endsSentence = (value: string): boolean => /[.。] [A-Z]/.test(value);

const marks: Record<string, string> = { "; ": "；", ", ": "，", ": ": "：", " ": "" };

/** Translates a value of a sentence: a count, a part of a sentence, or a list of them. Any other value is a name and stays unchanged. */
function valueOf(text: string, level: number): string {
  if (/^[“`"']/.test(text)) return text;
  const [, mark, rest] = /^([;,:]? ?)(.*)$/s.exec(text)!;
  const before = mark ? (marks[mark] ?? mark) : "";
  const end = /^(.*[^.])\.$/s.exec(rest!);
  return (
    before +
    (known(rest!, level) ??
      (end && withPeriod(known(end[1]!, level) ?? parts(end[1]!, level))) ??
      parts(rest!, level) ??
      rest!)
  );
}

const withPeriod = (chinese: string | undefined): string | undefined =>
  chinese && (/[。！？]$/.test(chinese) ? chinese : `${chinese}。`);

const isNumber = (text: string): boolean => /^[-\d., x×]+$/.test(text);

/** In "labels/17.xml: box 4 leaves the picture; draw it again", the text before the colon may be a name. */
function parts(text: string, level: number): string | undefined {
  if (level === 0) return undefined;
  const semicolon = text.split("; ").map((part) => known(part, level - 1) ?? (isNumber(part) ? part : undefined));
  if (semicolon.length > 1 && semicolon.every((part) => part !== undefined)) return semicolon.join("；");
  for (let at = text.indexOf(": "); at > 0; at = text.indexOf(": ", at + 1)) {
    const rest = text.slice(at + 2);
    const chinese = known(rest, level) ?? parts(rest, level);
    if (chinese !== undefined) return `${known(text.slice(0, at), level) ?? text.slice(0, at)}：${chinese}`;
  }
  return undefined;
}

/** Translates sentence by sentence. A row of the table may have several sentences, so groups of them are tried too. */
function paragraph(sentences: string[]): string | undefined {
  for (let to = 1; to <= sentences.length; to++) {
    const first = sentenceOf(sentences.slice(0, to).join(" "));
    const rest = first === undefined ? undefined : to === sentences.length ? "" : paragraph(sentences.slice(to));
    if (rest !== undefined) return first + rest;
  }
  return undefined;
}

function sentenceOf(text: string): string | undefined {
  const end = /^(.*[^.])\.$/s.exec(text);
  return (
    known(text, maxLevels) ??
    (end && withPeriod(known(end[1]!, maxLevels) ?? parts(end[1]!, maxLevels))) ??
    parts(text, maxLevels)
  );
}

const kept = new Map<string, string>();
const maxKept = 2000;
/** Maximum length of a translated text; a longer one is not a sentence, but for example the log of a program. */
const maxLength = 3000;

/** Translates a paragraph if each of its sentences is known; otherwise all of it stays English, not only a part. */
export function chineseOf(text: string): string {
  if (text.length > maxLength) return text;
  let chinese = kept.get(text);
  if (chinese === undefined) {
    chinese = paragraph(text.trim().split(/(?<=[.。])\s+(?=[A-Z\d“`])/)) ?? text;
    if (kept.size >= maxKept) kept.clear();
    kept.set(text, chinese);
  }
  return chinese;
}
