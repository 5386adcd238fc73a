// How large the numbers are that each layer hands on; the figures are those of real networks.

import { chart, dot, legend, line } from "./chart.js";
import { number } from "./dom.js";

const three = (size) => (size < 1000 ? size.toPrecision(3) : number(size)); // digits, as many as are told

export const controls = [
  { name: "layer", stops: [0, 1, 2, 3, 4, 5, 6, 7, 8], start: 8 },
  { name: "inputs", stops: [6, 12, 24, 50, 100, 200, 400], start: 4 },
];

export function look({ layer, inputs }, { words, figures, width }) {
  const height = 230;
  const { across, up, marks } = chart(
    width,
    height,
    { range: [0, 8], ticks: [0, 2, 4, 6, 8], label: words.layer },
    { range: [1e-3, 1e5], log: true, ticks: [1e-2, 1, 100, 1e4], label: words.size },
  );
  const bug = figures.bug[inputs];
  const corrected = figures.corrected[inputs];
  const points = (sizes) => sizes.slice(0, layer + 1).map((size, at) => [across(at), up(size)]);
  const drawn = (sizes, name) => [
    line(points(sizes), `line-${name}`),
    ...points(sizes).map(([x, y], at) => dot(x, y, `fill-${name}`, at === layer ? 5 : 2.5)),
  ];
  const factor = Math.sqrt(inputs / 24); // n times 1/12, of which ReLU leaves half
  const told = layer === 0 ? words.begin : inputs === 24 ? words.keep : factor > 1 ? words.grow : words.fade;
  return {
    height,
    marks: [...marks, ...drawn(corrected, "corrected"), ...drawn(bug, "bug"), ...legend(words)],
    rows: [
      [words.layer, words.bug, words.corrected],
      ...bug.slice(0, layer + 1).map((size, at) => [number(at), three(size), three(corrected[at])]),
    ],
    told: [
      told,
      {
        inputs: number(inputs),
        layer: number(layer),
        factor: number(factor, 2),
        size: three(bug[layer]),
        corrected: three(corrected[layer]),
      },
    ],
  };
}
