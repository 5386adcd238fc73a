// The exercise: which bugs it has, and the text of each file at its start.

export class Exercise {
  // `told` is what the book says of bugs and files; `wanted` are numbers or ids of bugs, all if there are none.
  constructor(told, wanted) {
    this.unknown = wanted.filter((name) => !told.bugs.some((bug) => matches(bug, name)));
    const found = told.bugs.filter((bug) => wanted.some((name) => matches(bug, name)));
    this.bugs = found.length ? found : told.bugs;
    this.ids = this.bugs.map(({ id }) => id);
    this.modules = told.modules;
    this.files = Object.fromEntries(
      Object.entries(told.modules).map(([name, parts]) => [name, parts.map((part) => this.text(part)).join("")]),
    );
  }

  // A part of a file is the same in every exercise, or that of a bug.
  text(part) {
    if (typeof part === "string") return part;
    return this.ids.includes(part.bug) ? part.broken : part.fixed;
  }

  // Return the line of the function that a bug is in, as the files are at the start.
  start(bug) {
    const parts = this.modules[bug.module];
    const place = parts.findIndex((part) => part.bug === bug.id);
    const before = parts.slice(0, place).map((part) => this.text(part)).join("");
    const lines = `${before}${this.text(parts[place])}`.split("\n");
    const first = before.split("\n").length;
    const function_ = lines.slice(0, first).findLastIndex((line) => /^\s*(def|class) /.test(line));
    return Math.max(function_, 0) + 1;
  }
}

const matches = ({ id, number }, name) => id === name || String(number) === name.replace(/^0/, "");
