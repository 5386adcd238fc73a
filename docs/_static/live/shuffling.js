// A file sorted by class, as the epochs of a training take its rows; the orders are those of `fit`.

import { text } from "./chart.js";
import { number, s } from "./dom.js";

export const controls = [
  { name: "epoch", stops: [1, 2, 3, 4, 5, 6], start: 0 },
  { name: "rows", stops: [2, 3, 4, 6], start: 2 },
];

const LETTERS = ["a", "b", "c"];
const GAP = 10;

export function look({ epoch, rows }, { words, figures, width }) {
  const { classes } = figures;
  const batches = (orders) => cut(orders[epoch - 1].map((row) => classes[row]), rows);
  const [bug, corrected] = [batches(figures.bug), batches(figures.corrected)];
  const side = Math.floor((width - GAP * (bug.length - 1)) / classes.length);
  const strip = (found, top) =>
    found.flatMap((batch, at) =>
      batch.flatMap((one, within) => {
        const left = at * (rows * side + GAP) + within * side;
        return [
          s("rect", { class: `class-${one}`, x: left + 1, y: top, width: side - 2, height: 32 }),
          text(left + side / 2, top + 21, LETTERS[one], "middle", "in-class"),
        ];
      }),
    );
  const mean = (found) => found.reduce((total, batch) => total + new Set(batch).size, 0) / found.length;
  const said = (batch) => batch.map((one) => LETTERS[one]).join(" ");
  return {
    height: 128,
    marks: [
      text(0, 14, words.bug, "start"),
      ...strip(bug, 22),
      text(0, 80, words.corrected, "start"),
      ...strip(corrected, 88),
    ],
    rows: [
      [words.batch, words.classes, words.mixed],
      ...bug.map((batch, at) => [number(at + 1), said(batch), said(corrected[at])]),
    ],
    told: [words.told, { epoch, bug: number(mean(bug), 1), corrected: number(mean(corrected), 1) }],
  };
}

function cut(values, size) {
  return values.flatMap((_, at) => (at % size ? [] : [values.slice(at, at + size)]));
}
