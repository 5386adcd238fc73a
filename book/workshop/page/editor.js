// The editor: CodeMirror, with a state of its own for each file, so that undo knows one file from another.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "./editor/codemirror-commands.js";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "./editor/codemirror-language.js";
import { python } from "./editor/codemirror-lang-python.js";
import { EditorSelection, EditorState, Prec, StateEffect, StateField } from "./editor/codemirror-state.js";
import { Decoration, drawSelection, EditorView, highlightActiveLine } from "./editor/codemirror-view.js";
import { highlightActiveLineGutter, keymap, lineNumbers } from "./editor/codemirror-view.js";
import { classHighlighter } from "./editor/lezer-highlight.js";

const mark = StateEffect.define(); // the number of a line that a verdict is about, 0 for none
const marked = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(mark)) {
        const line = effect.value && transaction.state.doc.line(Math.min(effect.value, transaction.state.doc.lines));
        return line ? Decoration.set(Decoration.line({ class: "cm-looked-at" }).range(line.from)) : Decoration.none;
      }
    }
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export class Editor {
  // `label` names a file to who cannot see it; `onChange(name, text)` hears of edits, `onCheck` of the keys for that.
  constructor(place, label, onChange, onCheck) {
    const check = () => (onCheck(), true);
    this.states = new Map();
    this.name = "";
    this.extensions = [
      lineNumbers(),
      history(),
      drawSelection(),
      bracketMatching(),
      indentOnInput(),
      indentUnit.of("    "),
      EditorState.tabSize.of(4),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      syntaxHighlighting(classHighlighter),
      python(),
      marked,
      Prec.highest(keymap.of([{ key: "Mod-Enter", run: check }, { key: "Mod-s", run: check, preventDefault: true }])),
      keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
      EditorView.contentAttributes.of(() => ({ "aria-label": label(this.name), tabindex: "0" })),
      EditorView.updateListener.of((update) => update.docChanged && onChange(this.name, update.state.doc.toString())),
    ];
    this.view = new EditorView({ parent: place });
  }

  open(name, text) {
    if (this.name) this.states.set(this.name, this.view.state);
    this.name = name;
    this.view.setState(this.states.get(name) ?? EditorState.create({ doc: text, extensions: this.extensions }));
  }

  // Put another text in the place of that of a file, in a way that can be undone; true if the file is the open one.
  replace(name, text) {
    const state = name === this.name ? this.view.state : this.states.get(name);
    if (!state) return;
    const change = { changes: { from: 0, to: state.doc.length, insert: text } };
    if (name === this.name) this.view.dispatch(change);
    else this.states.set(name, state.update(change).state);
  }

  mark(line) {
    this.view.dispatch({ effects: mark.of(line) });
  }

  // Have a line stand at the top.
  showFrom(line) {
    const { from } = this.view.state.doc.line(Math.min(line, this.view.state.doc.lines));
    const effects = EditorView.scrollIntoView(from, { y: "start", yMargin: 0 });
    this.view.dispatch({ selection: EditorSelection.cursor(from), effects });
  }

  goTo(line) {
    const { from } = this.view.state.doc.line(Math.min(Math.max(line, 1), this.view.state.doc.lines));
    const effects = [mark.of(line), EditorView.scrollIntoView(from, { y: "center" })];
    this.view.dispatch({ selection: EditorSelection.cursor(from), effects });
    this.view.focus();
  }
}
