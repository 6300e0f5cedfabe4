import { RuleTester } from "eslint";
import { describe, it } from "vitest";
import { layersRule } from "./eslint.layers.js";

RuleTester.describe = describe;
RuleTester.it = it;

const at = (filename, code) => ({ filename: `/studio/src/${filename}`, code });
const refused = (filename, code) => ({ ...at(filename, code), errors: [{ messageId: "upward" }] });

new RuleTester().run("layers", layersRule, {
  valid: [
    at("pages/train/a.ts", 'import { live } from "$lib/live.svelte"; import { t } from "./words"; import "svelte";'),
    at("pages/label/stage/a.ts", 'import { t } from "../words"; import { reportOf } from "$report/report";'),
    at("pages/pages.ts", 'const load = () => import("./train/Train.svelte");'),
    at("shell/SideNav.ts", 'import { pages } from "../pages/pages";'),
    at("report/a.ts", 'export { api } from "$lib/api"; import "./b";'),
    at("lib/labels/a.ts", 'import { api } from "../api";'),
    at("App.ts", 'import Shell from "./shell/Shell.svelte";'),
  ],
  invalid: [
    refused("pages/train/a.ts", 'import { marksOf } from "../results/marks";'),
    refused("pages/label/stage/a.ts", 'import { marksOf } from "../../results/marks";'),
    refused("pages/train/a.ts", 'import { pages } from "../pages";'),
    refused("pages/train/a.ts", 'import { jobs } from "../../shell/jobs.svelte";'),
    refused("pages/train/a.ts", 'const load = () => import("../results/marks");'),
    refused("shell/a.ts", 'import Train from "../pages/train/Train.svelte";'),
    refused("report/a.ts", 'export * from "../pages/results/words";'),
    refused("phone/a.ts", 'import { t } from "../pages/capture/words";'),
    refused("lib/a.ts", 'export { verdictOf } from "$report/verdict";'),
    refused("lib/labels/a.ts", 'import { jobs } from "../../shell/jobs.svelte";'),
  ],
});
