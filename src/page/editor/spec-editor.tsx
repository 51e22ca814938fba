import { redo, undo } from "@codemirror/commands";
import type { EditorView } from "@codemirror/view";
import { useEffect, useRef, useState } from "preact/hooks";
import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import { RefusedError } from "../api/errors.ts";
import { startAnalysis } from "../api/requests.ts";
import { ProblemBox } from "../frame/problem-box.tsx";
import { useAction } from "../frame/use-action.ts";
import { CheckReport } from "./check-report.tsx";
import { checkSpec, getServerFacts, type ServerFacts } from "./check-request.ts";
import { goToPlace, markProblems, openCodeView, replaceText } from "./code-view.ts";
import type { CompletionFacts } from "./completion-source.ts";
import { CopyButtons } from "./copy-buttons.tsx";
import type { CopyPlace } from "./copy-forms.ts";
import { EventCounts } from "./event-counts.tsx";
import { withHistogram, withoutHistogram } from "./histogram-edits.ts";
import { type CheckState, LiveCheck } from "./live-check.ts";
import { type PlacedProblem, placeProblems } from "./problem-places.ts";
import { formatSpecText, readSpecText, type SpecText, type TextKind, writeSpecText } from "./spec-text.ts";

/** A whole specification as text: what is wrong stands at its place while it is written. */
export function SpecEditor({
  started,
  text,
  columns = [],
  onStarted,
}: {
  /** The analysis that it is the specification of; undefined for a new one. */
  started?: CopyPlace["started"];
  /** What it begins with; another one later is not looked at. */
  text: string;
  /** Branches of the first file, to be offered. */
  columns?: CompletionFacts["columns"];
  onStarted: (summary: AnalysisSummary) => void;
}) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const [state, setState] = useState<CheckState>();
  const start = useAction(async () => {
    const spec = readSpecText(view.current?.state.doc.toString() ?? "");
    if (spec.faults.length > 0) {
      view.current?.focus();
      return;
    }
    try {
      onStarted(await startAnalysis(spec.value));
    } catch (error) {
      const errors = error instanceof RefusedError ? (error.problem.errors ?? []) : [];
      if (errors.length === 0 || view.current === null) throw error;
      show({ spec, problems: placeProblems(spec, errors) });
    }
  });
  const show = (found: CheckState) => {
    setState(found);
    if (view.current !== null) markProblems(view.current, found.problems);
  };
  const rewrite = (write: (spec: SpecText, caret: number) => string) => {
    if (view.current === null) return;
    const { doc, selection } = view.current.state;
    replaceText(view.current, write(readSpecText(doc.toString()), selection.main.head));
    view.current.focus();
  };
  const format = () => {
    rewrite(formatSpecText);
  };
  const [facts, setFacts] = useState<ServerFacts>();
  // The keys of the editor, which is made once, do what the newest of them does.
  const newest = useRef({ start: start.start, format, show, columns, schemas: facts?.schemas });
  newest.current = { start: start.start, format, show, columns, schemas: facts?.schemas };
  useEffect(() => {
    if (host.current === null) return;
    const live = new LiveCheck(checkSpec, (found) => {
      newest.current.show(found);
    });
    const opened = openCodeView(host.current, {
      text,
      label: "Specification",
      facts: () => ({ schemas: newest.current.schemas, columns: newest.current.columns }),
      onText: (changed) => {
        live.look(changed);
      },
      onRun: () => {
        newest.current.start();
      },
      onFormat: () => {
        newest.current.format();
      },
    });
    view.current = opened;
    live.look(text, 0);
    // They only help: without them less is offered.
    void getServerFacts().then(setFacts, () => undefined);
    return () => {
      live.stop();
      opened.destroy();
      view.current = null;
    };
  }, []);
  const { kind = "YAML", faults = [] } = state?.spec ?? {};
  const other: TextKind = kind === "JSON" ? "YAML" : "JSON";
  return (
    <div class="spec-editor">
      <p class="actions">
        <button type="button" class="primary" aria-disabled={start.busy} onClick={start.start}>
          Run this text
        </button>
        <button type="button" onClick={() => view.current !== null && undo(view.current)}>
          Undo
        </button>
        <button type="button" onClick={() => view.current !== null && redo(view.current)}>
          Redo
        </button>
        <button type="button" aria-disabled={faults.length > 0} onClick={format}>
          Format
        </button>
        <button
          type="button"
          aria-disabled={faults.length > 0}
          onClick={() => {
            rewrite((spec) => (spec.faults.length > 0 ? spec.text : writeSpecText(spec.value, other)));
          }}
        >
          Show as {other}
        </button>
        <button
          type="button"
          aria-disabled={faults.length > 0}
          onClick={() => {
            rewrite(withHistogram);
          }}
        >
          Add a histogram
        </button>
        <button
          type="button"
          aria-disabled={faults.length > 0}
          title="The histogram in which the cursor stands"
          onClick={() => {
            rewrite(withoutHistogram);
          }}
        >
          Remove this histogram
        </button>
      </p>
      {start.error !== undefined && <ProblemBox error={start.error} retry={start.start} />}
      <div ref={host} />
      <CheckReport
        state={state}
        onGoTo={({ from }: PlacedProblem) => {
          if (view.current !== null) goToPlace(view.current, from);
        }}
      />
      {facts?.counts === true && <EventCounts state={state} />}
      <CopyButtons started={started} read={() => readSpecText(view.current?.state.doc.toString() ?? "").value} />
      <p class="quiet">
        <kbd>Ctrl</kbd> <kbd>Enter</kbd> runs it, <kbd>Ctrl</kbd> <kbd>Z</kbd> undoes, <kbd>Ctrl</kbd> <kbd>Space</kbd>{" "}
        offers what fits, <kbd>F8</kbd> goes to the next mistake, <kbd>Shift</kbd> <kbd>Alt</kbd> <kbd>F</kbd> formats;{" "}
        <kbd>Tab</kbd> leaves the editor.
      </p>
    </div>
  );
}
