import { type CutDraft, type SpecDraft, withNewCut } from "./spec-draft.ts";
import type { Known } from "./completions.ts";
import { ExpressionField } from "./expression-field.tsx";
import { Field } from "./field.tsx";

/** The cuts, in order: name and expression each, one more at the end, each to be removed. */
export function CutFields({
  draft,
  known,
  errors,
  onDraft,
}: {
  draft: SpecDraft;
  /** Names that an expression may use. */
  known: readonly Known[];
  errors: ReadonlyMap<string, string>;
  onDraft: (draft: SpecDraft) => void;
}) {
  const change = (index: number, part: Partial<CutDraft>) => {
    onDraft({ ...draft, cuts: draft.cuts.map((cut, i) => (i === index ? { ...cut, ...part } : cut)) });
  };
  return (
    <fieldset>
      <legend>Cuts</legend>
      {draft.cuts.map((cut, i) => (
        <div key={cut.key} class="cut" role="group" aria-label={`Cut ${i + 1}`}>
          <Field
            label="Name"
            path={`cuts[${i}].name`}
            value={cut.name}
            errors={errors}
            onValue={(name) => {
              change(i, { name });
            }}
          />
          <ExpressionField
            label="An event passes if"
            path={`cuts[${i}].expression`}
            value={cut.expression}
            errors={errors}
            known={known}
            onValue={(expression) => {
              change(i, { expression });
            }}
          />
          <button
            type="button"
            aria-label={`Remove the cut ${cut.name}`}
            onClick={() => {
              onDraft({ ...draft, cuts: draft.cuts.filter((_, other) => other !== i) });
            }}
          >
            Remove
          </button>
        </div>
      ))}
      <button
        type="button"
        onClick={() => {
          onDraft(withNewCut(draft));
        }}
      >
        Add a cut
      </button>
    </fieldset>
  );
}
