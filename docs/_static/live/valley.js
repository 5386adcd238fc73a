// Gradient descent on the cost (s² w² + b²) / 2: a valley that the size s of the inputs makes narrow.

import { chart, dot, line } from "./chart.js";
import { number, plain, s } from "./dom.js";

const STEPS = 20;
const START = [1, 1];
const REACH = 1.3;

export const controls = [
  { name: "rate", stops: [0.001, 0.005, 0.01, 0.019, 0.02, 0.021, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 1.5, 1.9, 2, 2.1], start: 7 },
  { name: "size", stops: [1, 2, 3, 4, 5, 10], start: 2 },
];

export function look({ rate, size }, { words, width }) {
  const curve = size ** 2;
  const cost = ([w, b]) => (curve * w ** 2 + b ** 2) / 2;
  const way = [START];
  for (let step = 0; step < STEPS; step += 1) {
    const [w, b] = way.at(-1);
    way.push([w - rate * curve * w, b - rate * b]);
  }
  const last = way.at(-1);
  const height = Math.min(width, 340);
  const { across, up, marks } = chart(
    width,
    height,
    { range: [-REACH, REACH], ticks: [-1, 0, 1], label: words.weight },
    { range: [-REACH, REACH], ticks: [-1, 0, 1], label: words.bias },
  );
  const clip = s("clipPath", { id: "valley-inside" }, s("rect", box(across, up)));
  const rings = [0.02, 0.1, 0.3, 0.7, 1.5, 4, 12, 40].map((level) =>
    s("ellipse", {
      class: "ring",
      cx: across(0),
      cy: up(0),
      rx: (across(1) - across(0)) * (Math.sqrt(2 * level) / size),
      ry: (up(0) - up(1)) * Math.sqrt(2 * level),
    }),
  );
  const points = way.map(([w, b]) => [across(kept(w)), up(kept(b))]);
  const inside = s(
    "g",
    { "clip-path": "url(#valley-inside)" },
    ...rings,
    line(points, "line-corrected"),
    ...points.map(([x, y]) => dot(x, y, "fill-corrected", 2.5)),
    dot(...points[0], "fill-start"),
  );
  return {
    height,
    marks: [clip, ...marks, inside],
    rows: [
      [`${words.rate} ${plain(rate)}`, words.start, words.end],
      ...[words.weight, words.bias].map((name, at) => [name, number(START[at]), number(last[at])]),
      [words.cost, number(cost(START)), number(cost(last))],
      [words.curve, number(rate * curve), number(rate * curve)],
    ],
    told: [words[happened(rate, curve, last)], { before: number(cost(START), 2), after: number(cost(last)) }],
  };
}

// What flies off is drawn to far beyond the edge, and no farther.
const kept = (value) => Math.max(-1e3, Math.min(1e3, value));

const box = (across, up) => ({
  x: across(-REACH),
  y: up(REACH),
  width: across(REACH) - across(-REACH),
  height: up(-REACH) - up(REACH),
});

function happened(rate, curve, [weight, bias]) {
  const most = Math.max(rate * curve, rate);
  if (Math.abs(most - 2) < 1e-9) return "stuck";
  if (most > 2) return "away";
  if (most > 1) return "swing";
  return Math.abs(bias) > 0.5 && Math.abs(weight) < 0.1 ? "slow" : "calm";
}
