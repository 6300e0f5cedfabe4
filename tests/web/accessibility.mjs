// Judges a page with axe-core.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const axe = readFileSync(
  fileURLToPath(new URL("../../build/web_walk/node_modules/axe-core/axe.min.js", import.meta.url)),
  "utf8",
);

/**
 * Returns axe's findings, one line each: the rule, and the first places. `rules`: only these rules; all when absent.
 */
export async function violationsOf(page, rules) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  return page.evaluate(async (only) => {
    const { violations } = await globalThis.axe.run(document, {
      resultTypes: ["violations"],
      ...(only && { runOnly: { type: "rule", values: only } }),
    });
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`)
          .join("; ")}`,
    );
  }, rules);
}
