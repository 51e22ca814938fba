import { useState } from "preact/hooks";
import type {
  AnalysisDocument,
  CutflowSums,
  GroupHead,
  GroupState,
} from "../../protocol/documents/analysis-document.ts";
import { count, valueAndError } from "../../plot/numbers.ts";

/** Events after each cut: a line for each group, opened also for its samples; a column for each cut. */
export function CutflowTable({ analysis: { head, groups } }: { analysis: AnalysisDocument }) {
  const states = new Map(groups.map((group) => [group.name, group]));
  return (
    <section class="panel" aria-labelledby="cutflow">
      <h2 id="cutflow">Cutflow</h2>
      <p class="quiet" id="cutflow-note">
        Events that pass each cut and all before it. Simulation: Σw ± √Σw², below it the unweighted number.
      </p>
      <div class="scroll" role="region" aria-label="Cutflow" tabIndex={0}>
        <table class="numbers cutflow" aria-labelledby="cutflow" aria-describedby="cutflow-note">
          <thead>
            <tr>
              <th scope="col">sample</th>
              {head.stages.map(({ name, label, expression }) => (
                <th key={name} scope="col" title={expression}>
                  {name}
                  {label !== name && <span class="stage-label">{label}</span>}
                </th>
              ))}
            </tr>
          </thead>
          {head.groups.map((group) => {
            const groupState = states.get(group.name);
            return groupState && <GroupRows key={group.name} head={group} state={groupState} />;
          })}
        </table>
      </div>
    </section>
  );
}

function GroupRows({ head, state }: { head: GroupHead; state: GroupState }) {
  const [open, setOpen] = useState(false);
  const labels = new Map(head.samples.map((sample) => [sample.name, sample.label]));
  const isData = head.kind === "data";
  return (
    <tbody>
      <tr class="group-row">
        <th scope="rowgroup">
          {state.samples.length > 1 ? (
            <button
              type="button"
              class="expander"
              aria-expanded={open}
              onClick={() => {
                setOpen(!open);
              }}
            >
              {head.label}
            </button>
          ) : (
            <span class="not-expandable">{head.label}</span>
          )}
        </th>
        <Cells cutflow={state.cutflow} isData={isData} />
      </tr>
      {open &&
        state.samples.map(({ name, cutflow }) => (
          <tr key={name} class="sample-row">
            <th scope="row">{labels.get(name) ?? name}</th>
            <Cells cutflow={cutflow} isData={isData} />
          </tr>
        ))}
    </tbody>
  );
}

function Cells({ cutflow: { entries, sumw, sumw2 }, isData }: { cutflow: CutflowSums; isData: boolean }) {
  return (
    <>
      {entries.map((events, i) => (
        <td key={i}>
          {isData ? count(events) : valueAndError(sumw[i] ?? 0, Math.sqrt(sumw2[i] ?? 0))}
          {!isData && <span class="events">{count(events)} events</span>}
        </td>
      ))}
    </>
  );
}
