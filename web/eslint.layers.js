// The rule `layers`: which folders of src/ a file may import from. Arrows point down only:
//
//   App → shell → pages/pages.ts (the table of pages) → pages/<page> → report → lib
//   phone → lib
import path from "node:path";

const ofPages = "a page imports only its own folder, report and lib";
/** For each folder, what it may import besides itself, and the sentence for everything else. */
const layers = [
  { folder: "lib", imports: [], sentence: "lib imports only lib" },
  { folder: "phone", imports: ["lib", "styles"], sentence: "the page for phones imports only its own folder and lib" },
  { folder: "report", imports: ["lib"], sentence: "report imports only report and lib" },
  {
    folder: "shell",
    imports: ["lib", "report", "pages/pages"],
    sentence: "the shell imports of the pages only their table",
  },
  { folder: "pages/pages.ts", imports: ["pages", "lib"], sentence: "the table of pages imports only pages and lib" },
  { folder: "pages/*", imports: ["lib", "report"], sentence: ofPages },
];

const isIn = (folder, file) => file === folder || file.startsWith(`${folder}/`);

/** The row for a file, with * replaced by the name of its page. */
function layerOf(file) {
  const page = /^pages\/[^/]+(?=\/)/.exec(file)?.[0];
  for (const layer of layers) {
    const folder = layer.folder === "pages/*" ? page : layer.folder;
    if (folder && isIn(folder, file)) return { ...layer, folder };
  }
  return undefined;
}

export const layersRule = {
  meta: { type: "problem", schema: [], messages: { upward: "{{source}}: {{sentence}}" } },
  create(context) {
    const [, src, file] = /^(.*\/src)\/(.*)$/.exec(context.filename.replaceAll("\\", "/")) ?? [];
    const layer = file && layerOf(file);
    if (!layer) return {};

    function check({ source }) {
      if (typeof source?.value !== "string" || !/^[.$]/.test(source.value)) return;
      const aliased = source.value.startsWith("$") && source.value.slice(1);
      const target =
        aliased || path.posix.relative(src, path.posix.resolve(src, path.posix.dirname(file), source.value));
      if ([layer.folder, ...layer.imports].some((folder) => isIn(folder, target))) return;
      context.report({ node: source, messageId: "upward", data: { source: source.value, sentence: layer.sentence } });
    }
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};
