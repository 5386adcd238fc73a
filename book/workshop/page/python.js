// Python, as the page sees it: it can be asked, and stopped at any time, which replaces the worker that holds it.

export const PATIENCE = 20; // seconds for a test: the longest of ours takes half a one

export class Stopped extends Error {}

export class Python {
  // `listen` hears what nobody has asked for: how far the loading is, and what went wrong with it
  constructor(language, exercise, listen) {
    Object.assign(this, { language, exercise, listen, asked: 0 });
    this.start();
    setInterval(() => this.watch(), 1000);
  }

  start() {
    this.ready = false;
    this.waiting = new Map(); // by number, for what an answer is waited
    this.test = null; // that is run: what it checks, and since when
    this.worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = (error) => this.listen({ event: "failed", says: error.message ?? "" });
    this.worker.postMessage({ do: "start", language: this.language });
    this.ask("open", { asked: JSON.stringify(this.exercise) }).catch(() => {});
  }

  // Ask for something; `on` hears what is told before the answer.
  ask(what, more = {}, on = () => {}) {
    const id = (this.asked += 1);
    this.worker.postMessage({ do: what, id, ...more });
    return new Promise((keep, fail) => this.waiting.set(id, { keep, fail, on }));
  }

  // Run the tests on these files; a check that is under way is called off.
  check(files, bug, on) {
    return this.ask("check", { files: JSON.stringify(files), bug }, on);
  }

  stop(why = "") {
    const waiting = this.waiting;
    this.worker.terminate();
    this.start();
    for (const { fail } of waiting.values()) fail(new Stopped(why));
  }

  hear(told) {
    const { event, id } = told;
    if (event === "ready") this.ready = true;
    if (id === undefined) {
      this.listen(told);
      return;
    }
    this.test = told.test ? { sentence: told.sentence, since: performance.now() } : null;
    const asked = this.waiting.get(id);
    if (event === "done" || event === "failed") this.waiting.delete(id);
    if (event === "done") asked?.keep(told);
    else if (event === "failed") asked?.fail(new Error(told.says));
    else asked?.on(told);
  }

  watch() {
    if (this.test && performance.now() - this.test.since > PATIENCE * 1000) this.stop(this.test.sentence);
  }
}
