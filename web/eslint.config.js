// Checks of ESLint beyond what the compilers check (npm run check). `npm run lint` runs them, and Prettier.
import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import typescript from "typescript-eslint";
import { layersRule } from "./eslint.layers.js";
import svelteConfig from "./svelte.config.js";

export default typescript.config(
  { ignores: ["dist/", "sources/", "src/lib/api-types.ts"] },
  js.configs.recommended,
  typescript.configs.recommended,
  svelte.configs.recommended,
  {
    languageOptions: { globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
  },
  {
    files: ["src/**"],
    plugins: { studio: { rules: { layers: layersRule } } },
    rules: {
      "studio/layers": "error",
      // The compiler knows every name, and types that no list of globals has.
      "no-undef": "off",
      // Collections are replaced as a whole ($state.raw) or are no state at all: making them reactive would only cost.
      "svelte/prefer-svelte-reactivity": "off",
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: typescript.parser, svelteConfig } },
  },
  {
    // Rules that need types. Components are left out: their types take ESLint five times as long.
    files: ["src/**/*.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
    },
  },
  {
    // The scripts of tests/web and tests/api run in Node and hand functions to the browser.
    files: ["scripts/**/*.mjs", "*.js"],
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
  },
);
