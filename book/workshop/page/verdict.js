// The verdict as it is shown: what a finding says, line by line, and then where the exercise stands.

import { filled, h, prose } from "./dom.js";

export class Verdict {
  // `goTo` shows a line of a file, `choose` goes on with another bug.
  constructor(words, goTo, choose) {
    Object.assign(this, { words, goTo, choose });
    this.first = h("div", {}, h("p", {}, words.first));
    this.rest = h("div", {});
    this.element = h(
      "section",
      { className: "workshop-verdict", "aria-label": words.verdict, "aria-live": "polite" },
      this.first,
      this.rest,
    );
  }

  say(name, values) {
    return filled(this.words[name], values);
  }

  // A word in the place of a verdict.
  tell(text, kind = "unclear") {
    this.first.replaceChildren(title(kind, text));
    this.rest.replaceChildren();
  }

  // A finding of a bug, or what Python cannot read.
  show(bug, event, took) {
    const time = h("p", { className: "workshop-took" }, took);
    this.rest.replaceChildren();
    if (event.event === "syntax") {
      const caret = `${event.text}\n${" ".repeat(Math.max(event.column - 1, 0))}^`;
      const code = h("pre", { tabIndex: 0 }, caret);
      this.first.replaceChildren(title("present", this.words.syntax), this.details({ rows: [], ...event }), code, h("p", {}, event.says), time);
      return;
    }
    const { status } = event;
    const parts = [title(status, this.say(status, { bug: bug.id }))];
    if (status !== "fixed") parts.push(h("p", { className: "workshop-sentence" }, event.sentence), this.details(event));
    this.first.replaceChildren(...parts, time);
  }

  // What a failing test says, its labels in a column, and where to look.
  details({ rows, printed, place, module, line }) {
    const list = h("dl", {});
    for (const [label, text] of rows) list.append(h("dt", {}, label), h("dd", {}, h("pre", { tabIndex: 0 }, text)));
    if (place) {
      const link = h("button", { type: "button", className: "workshop-place" }, place);
      link.onclick = () => this.goTo(module, line);
      list.append(h("dt", {}, this.words.look_at), h("dd", {}, link));
    }
    if (printed) list.append(h("dt", {}, this.words.printed), h("dd", {}, h("pre", { tabIndex: 0 }, printed)));
    return list;
  }

  // Where the exercise stands, after all tests.
  standing({ broken, came_in, reason, finished }, { lost, bug, next, alone, more }) {
    const parts = lost.filter((other) => other !== bug).map((other) => h("p", {}, this.say("lost", { bug: other.id })));
    if (reason) parts.push(h("p", {}, this.say("not_run", { why: reason })));
    else {
      for (const what of came_in) parts.push(h("p", {}, h("strong", {}, this.words.broke), " ", ...prose(what)));
      for (const each of broken.slice(0, 3)) {
        const says = h("p", {}, h("strong", {}, this.words.broke), " ", ...prose(each.says));
        parts.push(says, this.details(each));
      }
      if (!parts.length && !finished) parts.push(h("p", {}, this.words.nothing_broke));
      if (finished && alone) parts.push(h("p", { className: "is-fixed" }, `${this.words.one_fixed} `, more));
      else if (finished) parts.push(h("p", { className: "is-fixed" }, this.words.all_fixed));
    }
    if (next && next !== bug) {
      const button = h("button", { type: "button", className: "workshop-next" }, this.say("next", { bug: next.id }));
      button.onclick = () => this.choose(next);
      parts.push(h("p", {}, button));
    }
    this.rest.replaceChildren(...parts);
  }

  changes(diff) {
    const lines = diff.split("\n").map((line) => h("span", { className: kind(line) }, `${line}\n`));
    const text = diff ? h("pre", { className: "workshop-diff", tabIndex: 0 }, ...lines) : h("p", {}, this.words.no_changes);
    this.first.replaceChildren(text);
    this.rest.replaceChildren();
  }
}

const title = (status, text) => h("p", { className: `workshop-found is-${status}` }, text);

function kind(line) {
  if (/^(---|\+\+\+|@@)/.test(line)) return "is-head";
  return line.startsWith("-") ? "is-taken" : line.startsWith("+") ? "is-put" : "";
}
