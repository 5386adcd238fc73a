// What a reader has done, kept in the browser: by bugs, and by version of the library. Nothing of it goes anywhere.

const PREFIX = "netkata-workshop";

export class Kept {
  constructor(version, bugs) {
    this.name = `${PREFIX} ${bugs.join(",")} ${version}`;
    this.lasts = true; // whether the browser keeps anything at all
    this.state = { files: {}, hints: {}, predictions: {}, notes: "", bug: "", file: "" };
    try {
      Object.assign(this.state, JSON.parse(localStorage.getItem(this.name) ?? "{}"));
      localStorage.setItem(this.name, JSON.stringify(this.state));
    } catch {
      this.lasts = false;
    }
  }

  set(changes) {
    Object.assign(this.state, changes);
    try {
      localStorage.setItem(this.name, JSON.stringify(this.state));
    } catch {
      this.lasts = false;
    }
  }

  // What was changed on other versions of the library.
  older() {
    if (!this.lasts) return [];
    const prefix = this.name.slice(0, this.name.lastIndexOf(" ") + 1);
    return Object.keys(localStorage)
      .filter((name) => name.startsWith(prefix) && name !== this.name)
      .map((name) => ({ files: JSON.parse(localStorage.getItem(name)).files }))
      .filter(({ files }) => Object.keys(files).length);
  }
}
