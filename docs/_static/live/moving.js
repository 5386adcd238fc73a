// A picture that a reader moves: sliders, what is drawn, the numbers as a table, and in words what is to be seen.
//
// A picture is a module with the name that its place has. It exports `controls`, each with its name, the values it
// stops at and the place of the first, and `look`, which makes of the chosen values the height and the marks of
// the drawing, the rows of the table, and the words.

import { filled, h, plain, s } from "./dom.js";

const PACE = 700; // milliseconds between two stops
const still = matchMedia("(prefers-reduced-motion: reduce)");

for (const [index, place] of document.querySelectorAll(".moving").entries()) {
  const { name, words, figures } = place.dataset;
  const picture = await import(`./${name}.js`);
  new Moving(place, picture, JSON.parse(words), JSON.parse(figures), `moving-${index}`);
}

function Moving(place, { controls, look }, words, figures, id) {
  const sliders = controls.map((control) => slider(control));
  const drawing = s("svg", { "aria-hidden": "true" });
  const table = h("table");
  const told = h("p", { class: "moving-told", role: "status" });
  let timer = null;

  function slider({ name, stops, start }) {
    const output = h("output", { for: `${id}-${name}` });
    const range = h("input", { type: "range", id: `${id}-${name}`, min: 0, max: stops.length - 1, step: 1, value: start });
    range.oninput = () => {
      pause();
      draw();
    };
    const element = h("div", {}, h("label", { for: range.id }, words[name]), range, output);
    return { name, range, element, output, value: () => stops[range.value] };
  }

  function draw() {
    const values = {};
    for (const { name, range, output, value } of sliders) {
      values[name] = value();
      output.textContent = plain(value());
      range.setAttribute("aria-valuetext", plain(value()));
    }
    const width = Math.max(280, Math.min(drawing.parentElement.clientWidth, 560));
    const seen = look(values, { words, figures, width });
    drawing.setAttribute("viewBox", `0 0 ${width} ${seen.height}`);
    drawing.setAttribute("width", width);
    drawing.setAttribute("height", seen.height);
    drawing.replaceChildren(...seen.marks);
    const [head, ...body] = seen.rows;
    table.replaceChildren(
      h("thead", {}, h("tr", {}, ...head.map((cell) => h("th", { scope: "col" }, cell)))),
      h("tbody", {}, ...body.map(([first, ...rest]) => row(first, rest))),
    );
    told.textContent = filled(...seen.told);
  }

  const row = (first, rest) =>
    h("tr", {}, h("th", { scope: "row" }, first), ...rest.map((cell) => h("td", {}, cell)));

  // Go through the stops of the first slider; what is told meanwhile is not read out, but the last of it is.
  function play() {
    const [{ range }] = sliders;
    if (timer) return pause();
    if (Number(range.value) === Number(range.max)) range.value = 0;
    told.setAttribute("aria-live", "off");
    button.textContent = words.stop;
    timer = setInterval(() => {
      range.value = Number(range.value) + 1;
      if (Number(range.value) === Number(range.max)) pause();
      draw();
    }, PACE);
    draw();
  }

  function pause() {
    clearInterval(timer);
    timer = null;
    told.removeAttribute("aria-live");
    button.textContent = words.play;
  }

  const button = h("button", { type: "button" }, words.play);
  button.onclick = play;
  button.hidden = still.matches; // for whoever does not want that anything moves by itself
  still.onchange = () => {
    pause();
    button.hidden = still.matches;
  };
  place.append(
    h("p", { class: "moving-title", id: `${id}-title` }, h("strong", {}, words.moves), " · ", words.title),
    h("div", { class: "moving-controls" }, ...sliders.map(({ element }) => element), button),
    h("div", { class: "moving-drawing" }, drawing),
    told,
    table,
  );
  place.setAttribute("role", "group");
  place.setAttribute("aria-labelledby", `${id}-title`);
  new ResizeObserver(draw).observe(drawing.parentElement);
  draw();
}
