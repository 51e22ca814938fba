import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type {
  AnalysisHead,
  AnalysisDocument,
  CutflowSums,
  GroupHead,
  GroupState,
} from "../../protocol/documents/analysis-document.ts";
import { count, valueAndError } from "../../plot/numbers.ts";
import type { View } from "./view/view-state.ts";
import { LabelText } from "../frame/label-text.tsx";

type Stage = AnalysisHead["stages"][number];

/** Events after each cut, with bars where they are chosen: a line for each group, opened also for its samples; a column for each cut, then for each region. */
export function CutflowTable({
  analysis,
  view,
  chart,
  onChange,
}: {
  analysis: AnalysisDocument;
  view: View;
  /** The bars, where they are chosen. */
  chart: ComponentChildren;
  onChange: (part: Partial<View>) => void;
}) {
  const { head, groups } = analysis;
  const states = new Map(groups.map((group) => [group.name, group]));
  return (
    <section class="panel" aria-labelledby="cutflow">
      <h2 id="cutflow">Cutflow</h2>
      <p>
        <label for="cutflow-shown">Show as</label>{" "}
        <select
          id="cutflow-shown"
          value={view.cutflow}
          onChange={({ currentTarget: { value } }) => {
            onChange({ cutflow: value as View["cutflow"] });
          }}
        >
          <option value="table">table</option>
          <option value="stacked">table and bars, stacked</option>
          <option value="each">table and bars, each group by itself</option>
        </select>
      </p>
      {chart}
      <p class="quiet" id="cutflow-note">
        Events that pass each cut and all before it. Simulation: Σw ± √Σw², below it the unweighted number.
      </p>
      <div class="scroll" role="group" aria-label="Cutflow" tabIndex={0}>
        <table class="numbers cutflow" aria-labelledby="cutflow" aria-describedby="cutflow-note">
          <thead>
            <tr>
              <th scope="col">sample</th>
              {head.stages.map((stage) => (
                <StageHeader key={stage.name} {...stage} />
              ))}
              {head.regions?.map(({ name: region, stages }) =>
                stages.map((stage, i) => <StageHeader key={`${region} ${i}`} {...stage} region={region} />),
              )}
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

function StageHeader({ name, label, expression, region }: Stage & { readonly region?: string }) {
  return (
    <th scope="col" title={expression}>
      {region === undefined ? name : `@${region}${name === region ? "" : ` ${name}`}`}
      {label !== name && (
        <span class="stage-label">
          <LabelText text={label} />
        </span>
      )}
    </th>
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
              <LabelText text={head.label} />
            </button>
          ) : (
            <span class="not-expandable">
              <LabelText text={head.label} />
            </span>
          )}
        </th>
        <AllCells state={state} isData={isData} />
      </tr>
      {open &&
        state.samples.map((sample) => (
          <tr key={sample.name} class="sample-row">
            <th scope="row">
              <LabelText text={labels.get(sample.name) ?? sample.name} />
            </th>
            <AllCells state={sample} isData={isData} />
          </tr>
        ))}
    </tbody>
  );
}

/** Of all events, then of each region; the answer has these in the order of the head. */
function AllCells({ state, isData }: { state: Pick<GroupState, "cutflow" | "regions">; isData: boolean }) {
  return [state.cutflow, ...Object.values(state.regions ?? {})].map((cutflow, i) => (
    <Cells key={i} cutflow={cutflow} isData={isData} />
  ));
}

function Cells({ cutflow: { entries, sumw, sumw2 }, isData }: { cutflow: CutflowSums; isData: boolean }) {
  return (
    <>
      {entries.map((events, i) => (
        <td key={i}>
          {isData && sumw[i] === events ? count(events) : valueAndError(sumw[i] ?? 0, Math.sqrt(sumw2[i] ?? 0))}
          {!(isData && sumw[i] === events) && <span class="events">{count(events)} events</span>}
        </td>
      ))}
    </>
  );
}
