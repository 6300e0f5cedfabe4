// What a result means, without the words of the trade: the report's own judgement, and the counts behind it.
import type { Report } from "./report";
import { t } from "./words";

type Look = "good" | "warn" | "bad" | "plain";

/** How the report's sentence begins, which is its judgement. */
const standings = {
  "Ready to rely on": { key: "standing_ready", look: "good" },
  "Good, with some mistakes to expect": { key: "standing_good", look: "good" },
  "Useful where someone looks on": { key: "standing_useful", look: "warn" },
  "Not yet dependable": { key: "standing_weak", look: "bad" },
  "No mistakes so far, on few pictures": { key: "standing_few", look: "warn" },
  "No better than guessing": { key: "standing_guess", look: "bad" },
  "Not measured": { key: "standing_unknown", look: "plain" },
} as const;

export interface Verdict {
  /** As "Not yet dependable"; empty when the report judges in words that are not known here. */
  standing: string;
  look: Look;
  says: string;
}

function counts(report: Report) {
  const rows = report.int8.by_class ?? [];
  const sum = (of: "truths" | "answers" | "hits") => rows.reduce((all, row) => all + row[of], 0);
  return { truths: sum("truths"), answers: sum("answers"), hits: sum("hits") };
}

/** The judgement alone; undefined when the sentence holds none that is known. */
export function standingOf(sentence: string): Omit<Verdict, "says"> | undefined {
  const begin = (Object.keys(standings) as (keyof typeof standings)[]).find((one) => sentence.startsWith(one));
  return begin && { standing: t(standings[begin].key), look: standings[begin].look };
}

export function verdictOf(report: Report): Verdict {
  const sentence = report.verdict?.sentence ?? "";
  const judged = standingOf(sentence);
  const { truths, answers, hits } = counts(report);
  if (!judged || truths === 0) return { standing: "", look: "plain", says: sentence };
  const isTest = report.split?.measured_on !== "val";
  const says =
    report.task === "classification"
      ? t(isTest ? "saysClasses" : "saysClassesVal", { n: truths, hits })
      : t("saysObjects", { n: truths, hits, answers, alarms: answers - hits });
  return { ...judged, says };
}
