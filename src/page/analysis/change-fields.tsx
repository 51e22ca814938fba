import { useId, useMemo, useRef, useState } from "preact/hooks";
import type { AnalysisSpec } from "../../analysis/spec.ts";
import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import type { ColumnsDocument } from "../../protocol/documents/answer-documents.ts";
import { loadEditor } from "#page/spec-editor";
import { RefusedError } from "../api/errors.ts";
import { startAnalysis } from "../api/requests.ts";
import { FetchedDetails } from "../frame/fetched-details.tsx";
import { ProblemBox } from "../frame/problem-box.tsx";
import { useAction } from "../frame/use-action.ts";
import { aboutColumn, type Known } from "./completions.ts";
import { placeErrors } from "./field-errors.ts";
import { draftOf, fieldPaths, type SpecDraft, specOf } from "./spec-draft.ts";
import { AxisFields } from "./axis-fields.tsx";
import { CutFields } from "./cut-fields.tsx";
import { Field } from "./field.tsx";
import { FormErrors } from "./form-errors.tsx";

/** The fields of the form, above them what the server finds wrong; below them the whole specification as text. */
export function ChangeFields({
  id,
  spec,
  columns,
  onStarted,
}: {
  id: string;
  spec: AnalysisSpec;
  columns: ColumnsDocument["columns"];
  onStarted: (summary: AnalysisSummary) => void;
}) {
  const [draft, setDraft] = useState<SpecDraft>(() => draftOf(spec));
  const form = useRef<HTMLFormElement>(null);
  const post = useAction(async () => {
    onStarted(await startAnalysis(specOf(draft, spec)));
  });
  const errorsId = useId();
  const problem = post.error instanceof RefusedError ? post.error.problem : undefined;
  const errors = useMemo(() => placeErrors(problem?.errors ?? [], fieldPaths(draft)), [problem]);
  // By the path of a field: the ids of what is wrong with it.
  const byField = new Map<string, string>();
  for (const [i, { field }] of errors.entries())
    if (field !== undefined) byField.set(field, `${byField.get(field) ?? ""} ${errorsId}-${i}`.trim());
  const change = (part: Partial<SpecDraft>) => {
    setDraft({ ...draft, ...part });
  };
  return (
    <>
      {problem !== undefined && errors.length > 0 ? (
        <FormErrors
          id={errorsId}
          title={problem.title}
          errors={errors}
          fieldOf={(path) => form.current?.querySelector(`[name="${path}"]`) ?? null}
        />
      ) : (
        post.error !== undefined && <ProblemBox error={post.error} retry={post.start} />
      )}
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          post.start();
        }}
      >
        <Field
          label="Title"
          path="title"
          value={draft.title}
          errors={byField}
          onValue={(title) => {
            change({ title });
          }}
        />
        <Field
          label="Luminosity [fb⁻¹]"
          path="luminosityInvFb"
          value={draft.luminosityInvFb}
          errors={byField}
          numeric
          onValue={(luminosityInvFb) => {
            change({ luminosityInvFb });
          }}
        />
        <CutFields draft={draft} known={knownNames(spec, columns)} errors={byField} onDraft={setDraft} />
        <AxisFields spec={spec} draft={draft} errors={byField} onDraft={setDraft} />
        <p class="actions">
          <button type="submit" class="primary" aria-disabled={post.busy}>
            Run
          </button>
          <button
            type="button"
            onClick={() => {
              setDraft(draftOf(spec));
            }}
          >
            Undo changes
          </button>
        </p>
        <p class="quiet">
          Expressions may use branches of the tree and what the specification defines: {definedNames(spec)}.
        </p>
      </form>
      {loadEditor !== undefined && (
        <FetchedDetails summary="Edit as text" load={loadEditor} props={{ id, spec, columns, onStarted }} />
      )}
    </>
  );
}

function knownNames({ define, collections }: AnalysisSpec, columns: ColumnsDocument["columns"]): Known[] {
  const defined = [...define.map(({ name }) => name), ...Object.keys(collections)];
  return [
    ...defined.map((name) => ({ name, about: "defined by the specification" })),
    ...columns.map((column) => ({ name: column.name, about: aboutColumn(column) })),
  ];
}

function definedNames({ define, collections }: AnalysisSpec): string {
  const names = [...define.map(({ name }) => name), ...Object.keys(collections)];
  return names.length === 0 ? "nothing in this one" : names.join(", ");
}
