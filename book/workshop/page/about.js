// What there is to read and to answer about a bug: its symptom, its question, its hints.

import { filled, h, prose } from "./dom.js";

export const symptom = (bug, words) => [
  h("span", { className: "workshop-term" }, `${words.symptom}: `),
  ...prose(bug.symptom),
];

// Return the hints that were asked for, and the button for the next.
export function hints(bug, words, kept) {
  const list = h("ol", { "aria-live": "polite" });
  const next = h("button", { type: "button", className: "workshop-hint" });
  const draw = () => {
    const shown = kept.state.hints[bug.id] ?? 0;
    const total = bug.hints.length;
    list.append(...bug.hints.slice(list.children.length, shown).map((hint) => h("li", {}, ...prose(hint))));
    next.textContent = shown < total ? filled(words.hint, { number: shown + 1, total }) : words.no_hints;
    next.setAttribute("aria-disabled", shown === total);
  };
  next.onclick = () => {
    const shown = Math.min((kept.state.hints[bug.id] ?? 0) + 1, bug.hints.length);
    kept.set({ hints: { ...kept.state.hints, [bug.id]: shown } });
    draw();
  };
  draw();
  return h("div", { className: "workshop-hints" }, list, next);
}

// Return the question that is to be answered before a bug is looked for, folded.
export function prediction(bug, words, kept) {
  const { question, code, answers, right, correct, because } = bug.predict;
  const name = `predict-${bug.id}`;
  const given = kept.state.predictions[bug.id];
  const options = answers.map((answer) => {
    const choice = h("input", { type: "radio", name, value: answer, checked: answer === given });
    return h("label", {}, choice, h("code", {}, answer));
  });
  const told = h("p", { role: "status" });
  const tell = (guess) => {
    const said = guess === right ? words.you_right : filled(words.you_wrong, { guess });
    const both = filled(words.predict_told, { right, correct });
    told.replaceChildren(h("strong", {}, said), ` ${both} `, ...prose(because));
  };
  if (given) tell(given);
  const shown = h("pre", { tabIndex: 0 }, h("code", {}, code));
  const form = h(
    "form",
    {},
    h("fieldset", {}, h("legend", {}, ...prose(question)), shown, ...options),
    h("button", { type: "submit" }, words.answer),
    told,
  );
  form.onsubmit = (event) => {
    event.preventDefault();
    const guess = new FormData(form).get(name);
    if (!guess) return;
    kept.set({ predictions: { ...kept.state.predictions, [bug.id]: guess } });
    tell(guess);
  };
  return h("details", { className: "workshop-predict" }, h("summary", {}, words.predict), form);
}
