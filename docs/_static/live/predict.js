// A question on the page: its answers become a form, and which is right is told when one has been chosen.

import { h } from "./dom.js";

document.querySelectorAll(".predict").forEach((place, index) => {
  const { right, words } = place.dataset;
  ask(place, Number(right), JSON.parse(words), `predict-${index}`);
});

function ask(place, right, words, name) {
  const [question, answers, fold] = ["p", "ul", "details"].map((one) => place.querySelector(`:scope > ${one}`));
  const [, ...reason] = fold.children; // behind its title
  question.id = `${name}-question`;
  const labels = [...answers.children].map((answer, index) => {
    const choice = h("input", { type: "radio", name, value: index });
    return h("label", {}, choice, h("span", {}, ...(answer.querySelector("p") ?? answer).childNodes));
  });
  const told = h("div", { class: "predict-told", role: "status" });
  const form = h(
    "form",
    {},
    h("div", { role: "radiogroup", "aria-labelledby": question.id }, ...labels),
    h("button", { type: "submit" }, words.answer),
    told,
  );
  form.onsubmit = (event) => {
    event.preventDefault();
    const given = new FormData(form).get(name);
    if (given === null) return told.replaceChildren(h("p", {}, words.choose));
    const correct = Number(given) === right;
    const verdict = h("p", { class: correct ? "is-right" : "is-wrong" }, correct ? words.right : words.wrong);
    told.replaceChildren(verdict, ...reason);
  };
  answers.replaceWith(form);
  fold.remove();
}
