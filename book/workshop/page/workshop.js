// The workshop on a page: files as tabs, an editor, hints, predictions, and the verdict as soon as it is known.

import { hints, prediction, symptom } from "./about.js";
import { filled, h, megabytes, prose, save } from "./dom.js";
import { Editor } from "./editor.js";
import { Exercise } from "./exercise.js";
import { Kept } from "./kept.js";
import { PATIENCE, Python, Stopped } from "./python.js";
import { Verdict } from "./verdict.js";

const DRAW_EVERY = 200; // milliseconds: how far the tests are changes a hundred times a second, and drawing it takes time
const SIGNS = { fixed: "✓", present: "✗", unclear: "?", open: "·" };

// Put the workshop in the place of its offer, for the bugs that the page or its address names.
export async function open(place) {
  const { language, bugs } = place.dataset;
  const asked = bugs ?? new URLSearchParams(location.search).get("bugs") ?? "";
  const told = await (await fetch(new URL(`${language}.json`, import.meta.url))).json();
  const workshop = new Workshop(place, told, asked.split(",").map((name) => name.trim()).filter(Boolean));
  workshop.element.focus({ preventScroll: true });
  window.workshop = workshop; // for whoever looks into the page
}

class Workshop {
  constructor(place, told, wanted) {
    this.told = told;
    this.words = told.words;
    this.book = new URL(place.dataset.root, location);
    this.exercise = new Exercise(told, wanted);
    this.alone = this.exercise.bugs.length === 1;
    this.kept = new Kept(told.version, this.exercise.ids);
    this.statuses = Object.fromEntries(this.exercise.ids.map((id) => [id, "open"]));
    Object.assign(this.statuses, this.known());
    this.build();
    place.replaceChildren(this.element);
    this.editor = new Editor(
      this.code,
      (file) => this.say("editor", { file: `${file}.py` }),
      (file, text) => this.edited(file, text),
      () => this.check(),
    );
    const { bug, file } = this.kept.state;
    this.choose(this.exercise.bugs.find(({ id }) => id === bug) ?? this.exercise.bugs[0], file);
    this.python = new Python(told.language, this.begun(), (event) => this.hear(event));
    if (this.exercise.unknown.length) this.note("unknown", { name: this.exercise.unknown.join(", ") });
    if (!this.kept.lasts) this.note("kept_not");
    for (const { files } of this.kept.older()) this.offerOlder(files);
  }

  say(name, values) {
    return filled(this.words[name], values);
  }

  // What was written on another version of the library fits no more, and is not lost.
  offerOlder(files) {
    const buttons = Object.entries(files).map(([name, text]) =>
      h("button", { type: "button", onclick: () => save(`${name}.py`, text, "text/x-python") }, `${name}.py`),
    );
    this.notices.append(h("p", {}, `${this.words.older} `, ...buttons));
  }

  // What Python begins with: the bugs, and what it wrote down of the work so far.
  begun() {
    return { bugs: this.exercise.ids, notes: this.kept.state.notes };
  }

  // The statuses of the last verdict, by the notes.
  known() {
    try {
      return JSON.parse(this.kept.state.notes).verdict.statuses;
    } catch {
      return {};
    }
  }

  // ---------------------------------------------------------------- what there is to see

  build() {
    const { words } = this;
    const button = (name, act, more = {}) =>
      h("button", { type: "button", className: `workshop-${name}`, textContent: words[name], onclick: act, ...more });
    this.count = h("p", { className: "workshop-count" });
    this.list = h("div", { className: "workshop-bugs", role: "group", "aria-label": words.bugs });
    this.about = h("div", { className: "workshop-about" });
    this.tabs = h("div", { className: "workshop-tabs", role: "tablist", "aria-label": words.files });
    this.tabs.onkeydown = (event) => this.turn(event);
    this.code = h("div", { className: "workshop-code", role: "tabpanel", id: "workshop-code" });
    this.checking = button("check", () => this.check(), { disabled: true });
    this.stopping = button("stop", () => this.python.stop(), { disabled: true });
    this.changes = button("changes", () => this.showChanges(), { disabled: true });
    this.reset = button("reset", () => this.putBack());
    this.download = button("download", () => this.takeHome(), { disabled: true });
    this.upload = button("upload", () => this.picked.click(), { disabled: true });
    this.picked = h("input", { type: "file", accept: ".py,.zip", multiple: true, hidden: true });
    this.picked.onchange = () => this.bring([...this.picked.files]);
    this.status = h("p", { className: "workshop-status", role: "status" });
    this.counted = h("span", { className: "workshop-counted" }); // which nobody wants to have read out
    this.bar = h("progress", { max: 1, value: 0, "aria-label": words.progress_label });
    this.verdict = new Verdict(words, (module, line) => this.goTo(module, line), (bug) => this.choose(bug));
    this.notices = h("div", { className: "workshop-notices", role: "status" });
    const tools = h("div", { className: "workshop-tools" }, this.checking, this.stopping, h("span"), this.changes);
    tools.append(this.reset, this.download, this.upload, this.picked);
    this.element = h(
      "section",
      { className: "workshop-bench", "aria-label": words.label, tabIndex: -1 },
      this.alone ? null : h("div", { className: "workshop-head" }, this.count, this.list),
      this.about,
      this.tabs,
      this.code,
      tools,
      h("div", { className: "workshop-now" }, this.status, this.counted, this.bar),
      this.verdict.element,
      this.notices,
      h("p", { className: "workshop-keys" }, words.keys),
    );
    for (const name of Object.keys(this.exercise.files)) this.tabs.append(this.tab(name));
  }

  tab(name) {
    const tab = h("button", { type: "button", role: "tab", id: `workshop-tab-${name}`, "aria-controls": "workshop-code" });
    tab.append(`${name}.py`, h("span", { className: "workshop-changed" }));
    tab.onclick = () => this.show(name);
    return tab;
  }

  note(name, values, ...more) {
    this.notices.replaceChildren(h("p", {}, ...prose(this.say(name, values)), ...more));
  }

  // Say what is under way, and beside it how far that is.
  tell(text, counted = "") {
    if (this.status.textContent !== text) this.status.textContent = text;
    this.counted.textContent = counted;
  }

  drawList() {
    const fixed = this.exercise.ids.filter((id) => this.statuses[id] === "fixed").length;
    this.count.textContent = this.say("progress", { done: fixed, total: this.exercise.ids.length });
    this.list.replaceChildren(
      ...this.exercise.bugs.map((bug) => {
        const status = this.statuses[bug.id];
        const sign = h("span", { className: "workshop-sign", "aria-hidden": "true" }, SIGNS[status]);
        const said = h("span", { className: "workshop-said" }, `, ${this.words.status[status]}`);
        const chip = h("button", { type: "button", className: `is-${status}` }, sign, ` ${bug.number} ${bug.id}`, said);
        chip.setAttribute("aria-pressed", bug === this.bug);
        chip.onclick = () => this.choose(bug);
        return chip;
      }),
    );
  }

  drawTabs() {
    for (const tab of this.tabs.children) {
      const name = tab.id.replace("workshop-tab-", "");
      const open = name === this.file;
      tab.setAttribute("aria-selected", open);
      tab.tabIndex = open ? 0 : -1;
      const changed = tab.querySelector(".workshop-changed");
      changed.replaceChildren();
      if (name in this.kept.state.files) {
        changed.append(h("span", { "aria-hidden": "true" }, " •"), h("span", { className: "workshop-said" }, `, ${this.words.status.changed}`));
      }
      if (open) this.code.setAttribute("aria-labelledby", tab.id);
    }
  }

  drawAbout() {
    const { bug, words, kept } = this;
    if (this.alone) {
      this.about.replaceChildren(h("p", {}, ...symptom(bug, words)), hints(bug, words, kept));
      return;
    }
    const title = h("p", {}, h("strong", {}, `${bug.number} ${bug.id}`), ` ${bug.title}`);
    const page = h("a", { href: new URL(bug.page, this.book) }, words.page);
    const told = h("p", {}, ...symptom(bug, words), " · ", page);
    this.about.replaceChildren(title, told, prediction(bug, words, kept), hints(bug, words, kept));
  }

  // ---------------------------------------------------------------- what a reader does

  choose(bug, file) {
    this.bug = bug;
    this.kept.set({ bug: bug.id });
    this.drawList();
    this.drawAbout();
    this.show(file || bug.module);
    if (this.file === bug.module) this.editor.showFrom(this.exercise.start(bug));
  }

  show(file) {
    this.file = file in this.exercise.files ? file : this.bug.module;
    this.kept.set({ file: this.file });
    this.editor.open(this.file, this.kept.state.files[this.file] ?? this.exercise.files[this.file]);
    this.drawTabs();
  }

  // The arrows, Home and End turn to another tab.
  turn(event) {
    const tabs = [...this.tabs.children];
    const now = tabs.findIndex((tab) => tab.tabIndex === 0);
    const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = tabs.at(to % tabs.length);
    tab.click();
    tab.focus();
  }

  edited(file, text) {
    const { [file]: _, ...files } = this.kept.state.files;
    if (text !== this.exercise.files[file]) files[file] = text;
    const before = file in this.kept.state.files;
    this.kept.set({ files });
    this.editor.mark(0);
    if (before !== file in files) this.drawTabs();
  }

  goTo(file, line) {
    if (!(file in this.exercise.files)) return;
    this.show(file);
    this.editor.goTo(line);
  }

  // All files as they are now.
  files() {
    return { ...this.exercise.files, ...this.kept.state.files };
  }

  putBack() {
    this.editor.replace(this.file, this.exercise.files[this.file]);
    this.note("reset_told", { file: `${this.file}.py` });
  }

  async check() {
    if (!this.python.ready) return;
    const { bug } = this;
    const since = performance.now();
    this.busy(true);
    this.tell(this.say("running", { bug: bug.id }));
    this.notices.replaceChildren();
    const seconds = () => this.say("took", { seconds: ((performance.now() - since) / 1000).toFixed(1) });
    const before = this.checks = (this.checks ?? 0) + 1;
    this.drawn = 0;
    try {
      const { notes } = await this.python.check(this.files(), bug.id, (event) => this.checked(bug, event, seconds));
      if (before !== this.checks) return;
      this.kept.set({ notes });
      this.python.exercise = this.begun();
    } catch (error) {
      if (before !== this.checks) return;
      this.stopped(error);
    }
    this.busy(false);
  }

  checked(bug, event, seconds) {
    if (event.event === "progress") {
      if (performance.now() - this.drawn < DRAW_EVERY) return;
      this.drawn = performance.now();
      if (this.found) this.tell(this.words.running_all, `${event.done} / ${event.total}`);
      this.bar.max = event.total || 1;
      this.bar.value = event.done;
      return;
    }
    if (event.event === "standing") {
      const lost = this.exercise.bugs.filter(({ id }) => this.statuses[id] === "fixed" && event.statuses[id] !== "fixed");
      Object.assign(this.statuses, event.statuses);
      this.failed = event.failed; // for whoever compares
      this.verdict.standing(event, { lost, bug, next: this.next(), alone: this.alone, more: this.more() });
    } else {
      this.found = true;
      if (event.event === "finding") this.statuses[bug.id] = event.status;
      this.verdict.show(bug, event, seconds());
      if (event.line && event.module === this.file) this.editor.mark(event.line);
    }
    this.drawList();
  }

  next() {
    const left = this.exercise.bugs.filter(({ id }) => this.statuses[id] !== "fixed");
    return left.find(({ number }) => number > this.bug.number) ?? left[0];
  }

  more() {
    return h("a", { href: new URL("workshop.html", this.book) }, this.words.open);
  }

  stopped(error) {
    this.found = false;
    if (!(error instanceof Stopped)) {
      this.verdict.tell(this.say("ended", { why: error.message }));
      this.python.stop();
    } else if (error.message) this.verdict.tell(this.say("hung", { seconds: PATIENCE, test: error.message }), "present");
    else this.verdict.tell(this.words.stopped);
  }

  async showChanges() {
    const { diff } = await this.python.ask("changes", { files: JSON.stringify(this.files()) });
    this.verdict.changes(diff);
  }

  async takeHome() {
    const asked = { files: JSON.stringify(this.files()), hints: JSON.stringify(this.kept.state.hints) };
    const { content } = await this.python.ask("pack", asked);
    save("exercise.zip", content, "application/zip");
  }

  async bring(picked) {
    const found = {};
    for (const file of picked) {
      if (file.name.endsWith(".zip")) {
        const content = new Uint8Array(await file.arrayBuffer());
        const inside = await this.python.ask("unpack", { content }).catch(() => ({})); // it is no archive
        Object.assign(found, inside.files);
      } else found[file.name.replace(/\.py$/, "")] = await file.text();
    }
    const taken = Object.keys(found).filter((name) => name in this.exercise.files);
    for (const name of taken) this.take(name, found[name].replaceAll("\r\n", "\n"));
    if (taken.length) this.note("upload_told", { files: taken.map((name) => `${name}.py`).join(", ") });
    else this.note("upload_none", { file: "adam.py" });
    this.picked.value = "";
    this.drawTabs();
  }

  take(name, text) {
    this.editor.replace(name, text);
    this.edited(name, text);
  }

  // ---------------------------------------------------------------- what Python says

  busy(is) {
    this.found = false;
    this.stopping.disabled = !is;
    this.bar.hidden = !is;
    if (!is) this.settle();
  }

  settle() {
    const { ready } = this.python;
    for (const button of [this.checking, this.changes, this.download, this.upload]) button.disabled = !ready;
    if (ready) this.tell(this.words.ready);
  }

  hear({ event, loaded, says }) {
    this.bar.hidden = event === "ready" || event === "failed";
    if (event === "loading") {
      this.bar.max = this.told.bytes;
      this.bar.value = loaded;
      const done = megabytes(Math.min(loaded, this.told.bytes));
      this.tell(this.words.loading, `${done} / ${megabytes(this.told.bytes)} MB`);
    } else if (event === "starting") {
      this.bar.removeAttribute("value");
      this.tell(this.words.starting);
    } else if (event === "failed") {
      const again = h("button", { type: "button", onclick: () => this.python.stop() }, this.words.again);
      this.note("failed", { why: says }, " ", again);
    }
    this.settle();
  }
}
