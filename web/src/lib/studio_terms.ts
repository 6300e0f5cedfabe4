// The server's advice names options of the command line, such as `--size`. The pages show the name of the control with the
// same effect instead. In Chinese, the sentences of ./messages name that control.

/** The server's text, and the text that the pages show instead. */
const terms: [server: RegExp, page: string][] = [
  [/\(--val 0\.2 --test 0\.2\)/g, "(Versions › New version)"],
  [/train with --val 0\.2 --test 0\.2/g, "create a new version"],
  [
    /`tinsmith data check` lists them; --val 0\.2 --test 0\.2 splits the pictures again/g,
    "A new version splits the pictures again",
  ],
  [/\(--size\)/g, "(Train › Input size)"],
  [/\(--flip-horizontal 0\)/g, "(New version › Horizontal flip: 0 %)"],
  [
    /--flip-horizontal 0\.5 turns it on/g,
    "to turn it on, create a new version with “Horizontal flip” at any other value than 50 %",
  ],
  [/train with --board \S+?(?=[.,;:]?(?:\s|$))/g, "choose this board on the Train page"],
  [/use --model (\S+?)(?=[.,;:]?(?:\s|$))/g, "use the network $1"],
  [/a learning rate \(--lr\) below/g, "a learning rate below"],
  [/--format reads the others/g, "choose another under “Layout of the labels” to read the others"],
  // The pages package runs only, whose pictures are in the studio.
  [/: give some( test pictures)? with --pictures/g, ""],
  [/choose a layout with --format/g, "choose a layout under “Layout of the labels”"],
  [/For other boards: tinsmith package/g, "For other boards, download a package"],
  [/check the file with: tinsmith package MODEL --board BOARD --check/g, "Results › Deploy of its run checks it"],
];

/** Replaces options by the pages' controls in an English text of the server. */
export function inStudioTerms(text: string): string {
  return /--|tinsmith package/.test(text)
    ? terms.reduce((said, [server, page]) => said.replace(server, page), text)
    : text;
}
