import { useState } from "preact/hooks";
import type {
  AnalysisDocument,
  GroupHead,
  GroupState,
  SampleState,
} from "../../protocol/documents/analysis-document.ts";
import { ProgressBar, ProgressText } from "../frame/progress-bar.tsx";
import { lazily } from "../frame/lazily.tsx";
import { count } from "../../plot/numbers.ts";
import { LabelText } from "../frame/label-text.tsx";
import { readableLabel } from "../../plot/readable-label.ts";

const EndNotice = lazily(async () => (await import("./after-the-plot.ts")).EndNotice);

/** A sample may have thousands of files; the specification lists them all. */
const mostFiles = 50;

/** How much of each group is in; opened, of each of its samples, and where its files were read. */
export function ProgressPanel({ analysis }: { analysis: AnalysisDocument }) {
  const { head, status, progress, groups } = analysis;
  const [wasRunning, setWasRunning] = useState(false);
  if (status === "running" && !wasRunning) setWasRunning(true);
  const states = new Map(groups.map((group) => [group.name, group]));
  const all = (
    <>
      <ProgressBar progress={progress} name="Progress of the analysis" />
      <ul class="groups">
        {head.groups.map((group) => {
          const state = states.get(group.name);
          return state && <GroupProgress key={group.name} head={group} state={state} />;
        })}
      </ul>
    </>
  );
  return (
    <section class="panel progress-panel" aria-labelledby="progress">
      {status === "complete" ? (
        // What is all in is one line, until somebody wants to know more.
        <details>
          <summary>
            <h2 id="progress">Progress</h2>
            <ProgressText progress={progress} />
          </summary>
          {all}
        </details>
      ) : (
        <>
          <h2 id="progress">Progress</h2>
          {all}
        </>
      )}
      {wasRunning && <EndNotice analysis={analysis} />}
    </section>
  );
}

function GroupProgress({ head, state }: { head: GroupHead; state: GroupState }) {
  const [open, setOpen] = useState(false);
  const label = readableLabel(head.label);
  const heads = new Map(head.samples.map((sample) => [sample.name, sample]));
  return (
    <li>
      <h3>
        <LabelText text={head.label} />
      </h3>
      <ProgressBar progress={state.progress} name={`Progress of ${label}`} />
      <details
        onToggle={({ currentTarget }) => {
          setOpen(currentTarget.open);
        }}
      >
        <summary>
          {state.samples.length === 1 ? "1 sample" : `${count(state.samples.length)} samples`}
          <span class="hidden-text"> of {label}</span>
        </summary>
        {open && (
          <ul class="samples">
            {state.samples.map((sample) => (
              <SampleProgress key={sample.name} head={heads.get(sample.name)} state={sample} />
            ))}
          </ul>
        )}
      </details>
    </li>
  );
}

function SampleProgress({ head, state }: { head: GroupHead["samples"][number] | undefined; state: SampleState }) {
  const { name, progress, sources } = state;
  const files = head?.files ?? [];
  return (
    <li>
      <h4>
        <LabelText text={head?.label ?? name} />
      </h4>
      <ProgressBar progress={progress} name={`Progress of ${name}`} />
      <ul class="sources quiet">
        {files.slice(0, mostFiles).map((file, i) => (
          <li key={`${i} ${file}`}>
            <code>{sources[i] ?? file}</code>
            {sources[i] === null && ", not opened yet"}
          </li>
        ))}
        {files.length > mostFiles && <li>and {count(files.length - mostFiles)} more</li>}
      </ul>
    </li>
  );
}
