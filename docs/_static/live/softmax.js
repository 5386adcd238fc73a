// Softmax of three logits: the same number is added to all, and the third grows.

import { chart, legend, text } from "./chart.js";
import { number, s } from "./dom.js";

export const controls = [
  { name: "shift", stops: [-1000, -800, -746, -744, -700, -500, -100, -10, 0, 10, 100, 500, 700, 708, 709, 710, 800, 1000], start: 8 },
  { name: "logit", stops: [0, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 20, 50], start: 4 },
];

const sum = (values) => values.reduce((total, value) => total + value, 0);
const shares = (values) => values.map((value) => value / sum(values));

export function look({ shift, logit }, { words, width }) {
  const Z = [0, 1, logit].map((z) => z + shift);
  const most = Math.max(...Z);
  const exponentials = Z.map(Math.exp);
  const bug = shares(exponentials);
  const corrected = shares(Z.map((z) => Math.exp(z - most)));
  const height = 220;
  const { across, up, marks } = chart(
    width,
    height,
    { range: [0, 3], ticks: [], label: words.z },
    { range: [0, 1.15], ticks: [0, 0.5, 1], label: words.share },
  );
  const wide = 0.34 * (across(1) - across(0));
  const bar = (value, place, name) =>
    Number.isNaN(value)
      ? text(across(place), up(0) - 6, "NaN", "middle", "fill-bug")
      : s("rect", { class: `fill-${name}`, x: across(place) - wide / 2, y: up(value), width: wide, height: up(0) - up(value) });
  const bars = Z.flatMap((z, index) => [
    bar(bug[index], index + 0.5 - 0.2, "bug"),
    bar(corrected[index], index + 0.5 + 0.2, "corrected"),
    text(across(index + 0.5), up(0) + 15, number(z)),
  ]);
  const rows = Z.map((z, index) => [z, exponentials[index], bug[index], corrected[index]].map((value) => number(value)));
  return {
    height,
    marks: [...marks, ...bars, ...legend(words)],
    rows: [[words.z, words.exp, words.bug, words.corrected], ...rows],
    told: [words[happened(exponentials, bug, corrected)], { largest: number(most), third: number(corrected[2]) }],
  };
}

function happened(exponentials, bug, corrected) {
  if (exponentials.includes(Infinity)) return "overflow";
  if (bug.some(Number.isNaN)) return "underflow";
  return bug.some((share, index) => Math.abs(share - corrected[index]) > 1e-6) ? "digits" : "same";
}
