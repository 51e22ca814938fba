import { autocompletion, closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, isolateHistory } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { type CompletionFacts, specCompletions } from "./completion-source.ts";
import { editorTheme } from "./editor-theme.ts";
import type { PlacedProblem } from "./problem-places.ts";

export interface CodeViewOptions {
  readonly text: string;
  /** For those who cannot see it. */
  readonly label: string;
  readonly onText: (text: string) => void;
  readonly onRun: () => void;
  readonly onFormat: () => void;
  /** What is known when something is to be offered. */
  readonly facts: () => CompletionFacts;
}

/**
 * Opens an editor in an element. It lies in a shadow tree: there CodeMirror's styles are adopted sheets, which the page's
 * content-security policy allows, while it forbids those in elements.
 *
 * Tab leads on to the next control, as everywhere on the page.
 *
 * @returns the view; `destroy` takes it away
 */
export function openCodeView(host: HTMLElement, options: CodeViewOptions): EditorView {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const run = (act: () => void) => () => {
    act();
    return true;
  };
  return new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        EditorView.lineWrapping,
        // Flow mappings of YAML are JSON.
        yaml(),
        editorTheme,
        EditorState.tabSize.of(2),
        keymap.of([
          { key: "Mod-Enter", run: run(options.onRun) },
          { key: "Shift-Alt-f", run: run(options.onFormat) },
          ...closeBracketsKeymap,
          ...historyKeymap,
          ...lintKeymap,
          ...defaultKeymap,
        ]),
        EditorView.contentAttributes.of({ "aria-label": options.label, spellcheck: "false", tabindex: "0" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onText(update.state.doc.toString());
        }),
        autocompletion({ override: [specCompletions(options.facts)], icons: false }),
      ],
    }),
  });
}

/** Marks what is wrong, with its message. */
export function markProblems(view: EditorView, problems: readonly PlacedProblem[]): void {
  const end = view.state.doc.length;
  const diagnostics = problems.map(({ from, to, path, message }) => ({
    from: Math.min(from, end),
    to: Math.min(to, end),
    severity: "error" as const,
    message: path === "" ? message : `${path}: ${message}`,
  }));
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

/** Another text in place of all of it, as one step of undo. The caret stays in its line if it can. */
export function replaceText(view: EditorView, text: string): void {
  if (text === view.state.doc.toString()) return;
  const line = view.state.doc.lineAt(view.state.selection.main.head).number;
  view.dispatch({
    changes: { from: 0, to: view.state.doc.length, insert: text },
    // Undone by itself, however soon it came after something that was typed.
    annotations: isolateHistory.of("full"),
  });
  view.dispatch({ selection: { anchor: view.state.doc.line(Math.min(line, view.state.doc.lines)).from } });
}

/** Puts the caret there and shows it. */
export function goToPlace(view: EditorView, from: number): void {
  const anchor = Math.min(from, view.state.doc.length);
  view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
  view.focus();
}
