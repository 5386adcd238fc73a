// Adam under a gradient that is always 1: how long each step is, if the bias correction counts epochs.

import { chart, dot, legend, line } from "./chart.js";
import { number } from "./dom.js";

const [B1, B2, EPSILON, LAST] = [0.9, 0.999, 1e-8, 3000];

export const controls = [
  { name: "step", stops: [1, 2, 3, 5, 8, 12, 20, 30, 50, 75, 100, 200, 500, 1000, 2000, 3000], start: 5 },
  { name: "batches", stops: [1, 10, 100, 1000], start: 2 },
];

// Return both means, each divided by what is missing of it after `count`, and the length of the step.
function corrected(step, count) {
  const mean = (1 - B1 ** step) / (1 - B1 ** count);
  const root = Math.sqrt((1 - B2 ** step) / (1 - B2 ** count));
  return { mean, root, length: mean / (root + EPSILON) };
}

const epochOf = (step, batches) => 1 + Math.floor((step - 1) / batches);

export function look({ step, batches }, { words, width }) {
  const height = 230;
  const { across, up, marks } = chart(
    width,
    height,
    { range: [1, LAST], log: true, ticks: [1, 10, 100, 1000], label: words.step },
    { range: [0, 2.3], ticks: [0, 0.5, 1, 1.5, 2], label: words.length },
  );
  const steps = Array.from({ length: LAST }, (_, index) => index + 1).filter((at) => at < 200 || at % 10 === 0);
  const path = steps.map((at) => [across(at), up(corrected(at, epochOf(at, batches)).length)]);
  const epoch = epochOf(step, batches);
  const bug = corrected(step, epoch);
  const right = corrected(step, step);
  const drift = bug.length - right.length;
  const told = Math.abs(drift) < 0.005 ? words.as_long : drift > 0 ? words.longer : words.shorter;
  return {
    height,
    marks: [
      ...marks,
      line([[across(1), up(1)], [across(LAST), up(1)]], "line-corrected"),
      line(path, "line-bug"),
      dot(across(step), up(right.length), "fill-corrected"),
      dot(across(step), up(bug.length), "fill-bug"),
      ...legend(words),
    ],
    rows: [
      [`${words.step} ${number(step)}`, words.bug, words.corrected],
      ["m̂", number(bug.mean), number(right.mean)],
      ["√v̂", number(bug.root), number(right.root)],
      [words.length, number(bug.length), number(right.length)],
    ],
    told: [
      told,
      {
        step: number(step),
        epoch: number(epoch),
        length: number(bug.length, 2),
        mean: number(bug.mean, 2),
        root: number(bug.root, 2),
      },
    ],
  };
}
