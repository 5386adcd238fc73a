// The axes of a drawing, and where a value lies between them.

import { plain, s } from "./dom.js";

const LEFT = 58;
const RIGHT = 14;
const TOP = 12;
const BOTTOM = 40;

// Return the places of values on both axes, and the marks of the axes. An axis has its range, its ticks and its
// label, and may be logarithmic.
export function chart(width, height, x, y) {
  const across = scale(x, LEFT, width - RIGHT);
  const up = scale(y, height - BOTTOM, TOP);
  const middle = (TOP + height - BOTTOM) / 2;
  const marks = [
    ...x.ticks.flatMap((tick) => [
      line([[across(tick), TOP], [across(tick), height - BOTTOM]], "grid"),
      text(across(tick), height - BOTTOM + 15, plain(tick)),
    ]),
    ...y.ticks.flatMap((tick) => [
      line([[LEFT, up(tick)], [width - RIGHT, up(tick)]], "grid"),
      text(LEFT - 6, up(tick) + 4, plain(tick), "end"),
    ]),
    text((LEFT + width - RIGHT) / 2, height - 6, x.label),
    s("g", { transform: `rotate(-90 11 ${middle})` }, text(11, middle, y.label)),
  ];
  return { across, up, marks };
}

function scale({ range, log }, from, to) {
  const place = log ? Math.log : (value) => value;
  const [least, most] = range.map(place);
  return (value) => from + ((place(value) - least) / (most - least)) * (to - from);
}

export const line = (points, name) =>
  s("polyline", { class: name, points: points.map((point) => point.map((at) => at.toFixed(1)).join()).join(" ") });

export const dot = (x, y, name, r = 5) => s("circle", { class: name, cx: x.toFixed(1), cy: y.toFixed(1), r });

export const text = (x, y, words, anchor = "middle", name = "") =>
  s("text", { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": anchor, class: name }, words);

// Say which colour is which, above a drawing.
export function legend(words) {
  return ["bug", "corrected"].flatMap((name, index) => [
    s("rect", { class: `fill-${name}`, x: LEFT + index * 130, y: 2, width: 12, height: 12 }),
    text(LEFT + 18 + index * 130, 12, words[name], "start"),
  ]);
}
