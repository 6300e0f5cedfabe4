// The rules of a board and whether a model meets them.
import type { Rule } from "$lib/types";
import { t } from "./words";

const known = ["input", "operators", "answer", "preparation", "file", "arena"] as const;

export function ruleName(rule: string): string {
  const name = known.find((one) => one === rule);
  return name ? t(`rules_${name}`) : rule;
}

export const ruleState = (rule: Rule) => (rule.is_remark ? "remark" : rule.is_kept ? "good" : "bad");
