// The meaning of a result without technical terms: the report's verdict, and the counts behind it.
import type { Precision, Report } from "./report";
import { tableOfScore, type OperatingTable } from "./thresholds";
import { t } from "./words";

type Look = "good" | "warn" | "bad" | "plain";

const looks = {
  ready: "good",
  good: "good",
  useful: "warn",
  weak: "bad",
  few_pictures: "warn",
  guessing: "bad",
  not_measured: "plain",
} as const satisfies Record<string, Look>;

export interface Verdict {
  /** Such as "Not yet reliable"; empty when the verdict is unknown here. */
  standing: string;
  look: Look;
  message: string;
}

/** A standing by its name in the report and in the API; undefined when it is not known here. */
export function standingOf(name: unknown): Omit<Verdict, "message"> | undefined {
  if (typeof name !== "string" || !Object.hasOwn(looks, name)) return undefined;
  const known = name as keyof typeof looks;
  return { standing: t(`standing_${known}`), look: looks[known] };
}

/** Counts of one of the run's models at one threshold; without them, of the int8 model as in the report. */
export function verdictOf(report: Report, precision: Precision = "int8", table?: OperatingTable): Verdict {
  const sentence = report.verdict?.sentence ?? "";
  const judged = standingOf(report[precision].standing ?? report.verdict?.standing);
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
