#include "report/style.h"

namespace tinsmith::report {

const std::string_view kStyle = R"css(
:root {
  color-scheme: light dark;
  --page: #f7f5f2; --card: #ffffff; --ink: #26221e; --soft: #5c544b; --line: #e2ddd5; --track: #efece7;
  --int8: #9c4f24; --float: #8f867b; --hit: 44 110 73; --miss: 171 47 43; --warm: #ab2f2b; --tint: #f7e9df;
  --on-strong: #ffffff;
  --line-1: #9c4f24; --line-2: #17766f; --line-3: #3b6fc9; --line-4: #a8862a; --line-5: #8a4fa8;
    --line-6: #5c8a34; --line-7: #c23f6e; --line-8: #6d7278;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #171513; --card: #201d1a; --ink: #ece7e1; --soft: #b5aca1; --line: #35302b; --track: #2a2622;
    --int8: #dd925f; --float: #978d82; --hit: 127 199 156; --miss: 240 141 133; --warm: #f08d85;
      --tint: #3a271b;
    --on-strong: #21140b;
    --line-1: #dd925f; --line-2: #5cc4b8; --line-3: #82aaf2; --line-4: #d8bc66; --line-5: #c493de;
      --line-6: #9ecb74; --line-7: #f08bab; --line-8: #a7adb4;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
    font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto,
  "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%;
}
main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: .15rem 0 .3rem; font-weight: 650;
  overflow-wrap: anywhere; }
h2 { font-size: 1.12rem; margin: 2.8rem 0 .3rem; font-weight: 650; }
h3 { font-size: .95rem; margin: 0 0 .5rem; font-weight: 600; }
p { margin: .3rem 0; max-width: 46rem; }
bdi, td, dd, li, figcaption { overflow-wrap: anywhere; }
.eyebrow, .soft, .note, figcaption, caption, dt { color: var(--soft); }
.eyebrow { font-size: .78rem; letter-spacing: .08em; text-transform: uppercase; }
.note { font-size: .9rem; margin-bottom: .9rem; }
.card {
  background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.25rem;
    min-width: 0;
}
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); gap: .9rem; }
.verdict { margin-top: 1.5rem; padding: 1.5rem; }
.verdict .sentence { font-size: 1.18rem; line-height: 1.5; max-width: none; margin: 0; }
.verdict .sentence strong { display: block; font-size: 1.5rem; line-height: 1.3; font-weight: 650;
  margin-bottom: .35rem; }
.next { margin-top: 1.2rem; padding: .9rem 1.1rem; border-radius: 9px; background: var(--tint); }
.next strong { display: block; font-size: 1.05rem; }
.next .eyebrow { color: var(--int8); font-weight: 600; }
.figure { font-size: 2.3rem; font-weight: 650; line-height: 1.15; letter-spacing: -.02em;
  white-space: nowrap; }
.tile { border-top: 3px solid var(--line); }
.tile.int8 { border-top: 3px solid var(--int8); }
.tile.float { border-top: 3px solid var(--float); }
.tile dl.facts { margin-top: .8rem; padding-top: .7rem; border-top: 1px solid var(--line); font-size: .9rem;
  grid-template-columns: 1fr max-content; gap: .15rem .8rem; }
.tile dd { text-align: right; line-height: 1.3; } .tile dd .range { display: block; font-size: .85em; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.1rem; margin: .3rem 0 0; }
dl.facts dd { margin: 0; }
.range { color: var(--soft); font-size: .92em; white-space: nowrap; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
.intervals { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; padding-right: .8rem; }
.intervals .label { font-size: .9rem; line-height: 1.9rem; }
.intervals .strip { position: relative; height: 1.9rem; }
.intervals .strip::before { content: ""; position: absolute; inset: calc(50% - 1px) 0;
  background: var(--track); }
.intervals i { position: absolute; top: 50%; transform: translateY(-50%); }
.intervals .band { height: .75rem; border-radius: .4rem; min-width: 2px; }
.intervals .dot { height: .75rem; min-width: .75rem; border-radius: 50%; transform: translate(-50%, -50%); }
.intervals .int8 { background: var(--int8); } .intervals .float { background: var(--float); }
.intervals .scale { position: relative; height: 1.3rem; font-size: .78rem; color: var(--soft); }
.intervals .scale span { position: absolute; transform: translateX(-50%); }
.axis { stroke: var(--line); stroke-width: 1; }
.band { opacity: .28; } .band.int8, .dot.int8 { fill: var(--int8); }
.band.float, .dot.float { fill: var(--float); }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
.curve.int8 { stroke: var(--int8); } .curve.float { stroke: var(--float); }
.colour-1 { --colour: var(--line-1); } .colour-2 { --colour: var(--line-2); }
.colour-3 { --colour: var(--line-3); } .colour-4 { --colour: var(--line-4); }
.colour-5 { --colour: var(--line-5); } .colour-6 { --colour: var(--line-6); }
.colour-7 { --colour: var(--line-7); } .colour-8 { --colour: var(--line-8); }
.curves .curve { stroke: var(--colour); } .curves .swatch { background: var(--colour); }
.used { fill: var(--colour); stroke: var(--card); stroke-width: 1.5; }
.curves { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); gap: 1rem 2rem;
  align-items: center; }
.lines { list-style: none; margin: 0; padding: 0; font-size: .92rem; }
.lines li { display: grid; grid-template-columns: max-content auto max-content; gap: 0 .3rem; padding: .3rem 0;
  align-items: baseline; }
.lines li + li { border-top: 1px solid var(--line); }
.bar { min-width: 6rem; height: .55rem; border-radius: .3rem; background: var(--track); }
.bar i { display: block; height: 100%; border-radius: .3rem; background: rgb(var(--miss)); }
td .soft { font-size: .85rem; line-height: 1.35; }
td strong { font-weight: 600; }
.best { stroke: var(--soft); stroke-dasharray: 2 4; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; font-size: .85rem; color: var(--soft);
  margin: 0 0 .4rem; }
.swatch { display: inline-block; width: .8rem; height: .8rem; border-radius: 3px; margin-right: .4rem;
  vertical-align: -.08rem; background: var(--float); }
.swatch.int8 { background: var(--int8); } .swatch.miss { background: rgb(var(--miss)); }
.scroll { overflow-x: auto; -webkit-overflow-scrolling: touch; }
table { border-collapse: collapse; font-size: .92rem; }
table.rows { width: 100%; }
table.rows th { text-align: left; font-weight: 600; color: var(--soft); font-size: .82rem;
  padding: .3rem .8rem .3rem 0;
  vertical-align: bottom; }
table.rows td { border-top: 1px solid var(--line); padding: .42rem .8rem .42rem 0; vertical-align: middle; }
table.rows .number { text-align: right; white-space: nowrap; padding-right: 1.6rem; }
table.rows th:last-child { width: 22%; }
table.rows td:first-child { min-width: 7.5rem; }
.meter { min-width: 10rem; } .meter .value { white-space: nowrap; font-size: .88rem; }
.meter svg { margin-top: .15rem; max-width: 15rem; }
.track { fill: var(--track); }
.beside { display: flex; flex-wrap: wrap; gap: 1rem 3rem; align-items: flex-start; }
.beside > * { min-width: 0; max-width: 100%; } .beside ul { margin: 0; padding-left: 1.1rem; }
table.confusion { margin: .2rem 0; border-spacing: 2px; border-collapse: separate; }
table.confusion td { width: var(--cell); min-width: var(--cell); height: var(--cell); padding: 0;
  text-align: center;
  border-radius: 4px; font-size: .82rem; background: var(--track); }
table.confusion td.hit { background: rgb(var(--hit) / var(--v)); }
table.confusion td.miss { background: rgb(var(--miss) / var(--v)); }
table.confusion td.strong { color: var(--on-strong); }
table.confusion th { font-weight: 500; font-size: .82rem; color: var(--soft); padding: 0 .5rem 0 0;
  text-align: right; }
table.confusion th bdi { display: block; max-width: 9rem; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap; }
table.confusion thead th { padding: 0 0 .4rem; vertical-align: bottom; text-align: center; }
table.confusion thead th bdi { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 8rem;
  max-width: none;
  margin: 0 auto; line-height: 1.1; }
table.confusion.short thead th bdi { writing-mode: horizontal-tb; transform: none; }
table.confusion.dense { border-spacing: 1px; }
table.confusion.dense td { font-size: 0; border-radius: 2px; }
table.confusion.dense th { font-size: .68rem; line-height: 1; }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.2rem, 1fr)); gap: .9rem; }
.gallery figure { margin: 0; padding: .6rem; }
.gallery .frame { position: relative; border-radius: 7px; overflow: hidden; background: var(--track); }
.gallery img { display: block; width: 100%; height: auto; min-height: 4rem; }
.gallery .frame svg { position: absolute; inset: 0; width: 100%; height: 100%; }
.gallery figcaption { font-size: .84rem; line-height: 1.4; margin-top: .5rem; }
.gallery figcaption b { color: var(--ink); font-weight: 600; }
.gallery .path { display: block; font-size: .74rem; margin-top: .15rem; }
.truth { fill: none; stroke: #ffffff; } .truth-edge { fill: none; stroke: #00000099; }
.find { fill: #ff7a2f; stroke: #00000099; }
.box-right { fill: none; stroke: #ffffff; } .box-missed, .box-wrong { fill: none; stroke: #ff7a2f; stroke-dasharray: 6 4; }
.gallery rect { pointer-events: all; }
.box-label { fill: #ffffff; stroke: #000000b3; stroke-width: .2em; paint-order: stroke; font-weight: 600; }
.gallery.pairs { grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); }
.gallery .pair { display: grid; grid-template-columns: 1fr 1fr; gap: .4rem; }
details { margin-top: .9rem; }
summary { cursor: pointer; font-weight: 600; padding: .35rem 0; }
main > details { margin-top: 2.6rem; }
details > ul { margin: .3rem 0; padding-left: 1.2rem; }
.warm { color: var(--warm); font-weight: 600; }
footer { margin-top: 3.5rem; font-size: .85rem; color: var(--soft); }
@media (max-width: 34rem) {
  main { padding: 1.4rem .9rem 3rem; }
  h1 { font-size: 1.4rem; } .verdict { padding: 1.1rem; } .verdict .sentence { font-size: 1.05rem; }
  .verdict .sentence strong { font-size: 1.25rem; }
  .figure { font-size: 2rem; }
  table.rows, table.rows tbody, table.rows tr { display: block; } table.rows thead { display: none; }
  table.rows tr { border-top: 1px solid var(--line); padding: .5rem 0; }
  table.rows tr:first-child { border-top: 0; }
  table.rows td, table.rows .number { display: grid; grid-template-columns: 42% 1fr; gap: 0 .6rem;
    border: 0;
    text-align: left; padding: .15rem 0; white-space: normal; }
  table.rows td::before { content: attr(data-title); color: var(--soft); font-size: .84rem; }
  table.rows td:empty { display: none; }
  table.stacked td:first-child { display: block; margin-bottom: .2rem; }
  table.stacked td:first-child::before, table.stacked td[data-title=""]::before { display: none; }
  table.stacked td[data-title=""] { display: block; }
  .gallery { grid-template-columns: repeat(2, 1fr); gap: .6rem; } .gallery rect { pointer-events: all; }
.box-label { fill: #ffffff; stroke: #000000b3; stroke-width: .2em; paint-order: stroke; font-weight: 600; }
.gallery.pairs { grid-template-columns: 1fr; }
  .card > dl.facts:only-child { grid-template-columns: 1fr; gap: 0; }
  .card > dl.facts:only-child dd { margin-bottom: .5rem; }
}
@media print { body { background: none; } .card { break-inside: avoid; } }
)css";

}  // namespace tinsmith::report
