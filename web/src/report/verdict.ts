// The meaning of a result without technical terms: the report's verdict, and the counts behind it.
import type { Precision, Report } from "./report";
import { tableOfScore, type OperatingTable } from "./thresholds";
import { t } from "./words";

type Look = "good" | "warn" | "bad" | "plain";

/** The beginning of the report's sentence, which is its verdict. */
const standings = {
  "Ready to rely on": { key: "standing_ready", look: "good" },
  "Good, with some mistakes to expect": { key: "standing_good", look: "good" },
  "Useful under supervision": { key: "standing_useful", look: "warn" },
  "Not yet reliable": { key: "standing_weak", look: "bad" },
  "No mistakes so far, on few pictures": { key: "standing_few", look: "warn" },
  "No better than guessing": { key: "standing_guess", look: "bad" },
  "Not measured": { key: "standing_unknown", look: "plain" },
} as const;

export interface Verdict {
  /** Such as "Not yet reliable"; empty when the verdict is unknown here. */
  standing: string;
  look: Look;
  message: string;
}

/** The verdict alone; undefined when the sentence contains no known verdict. */
export function standingOf(sentence: string): Omit<Verdict, "message"> | undefined {
  const begin = (Object.keys(standings) as (keyof typeof standings)[]).find((one) => sentence.startsWith(one));
  return begin && { standing: t(standings[begin].key), look: standings[begin].look };
}

/** Counts of one of the run's models at one threshold; without them, of the int8 model as in the report. */
export function verdictOf(report: Report, precision: Precision = "int8", table?: OperatingTable): Verdict {
  const sentence = report.verdict?.sentence ?? "";
  const judged = standingOf(report[precision].standing ?? sentence);
  const { truths, answers, hits } = table ?? tableOfScore(report[precision]);
  if (!judged || truths === 0) return { standing: "", look: "plain", message: sentence };
  if (report.task !== "classification") {
    const wrong = answers > 0 ? t("messageWrong", { answers, wrong: answers - hits }) : t("messageNothing");
    return { ...judged, message: `${t("messageFound", { n: truths, hits })} ${wrong}` };
  }
  const isTest = report.split?.measured_on !== "val";
  const message = t(!isTest ? "messageClassesVal" : report.split?.leaks ? "messageClassesTest" : "messageClasses", {
    n: truths,
    hits,
  });
  const unsure = truths - answers;
  return {
    ...judged,
    message: unsure > 0 ? `${message} ${t("messageUnsure", { n: unsure, wrong: answers - hits })}` : message,
  };
}
