import { useEffect, useState } from "preact/hooks";
import { usePickedFiles } from "../connection/site/picked-files.ts";
import type { AnalysisSpecInput } from "../../analysis/spec.ts";
import type { PresetSummary } from "../../protocol/documents/answer-documents.ts";
import { analysisPath, getPreset, startAnalysis } from "../api/requests.ts";
import { ProblemBox } from "../frame/problem-box.tsx";
import { goTo } from "../frame/route.ts";
import { useAction } from "../frame/use-action.ts";
import { assign, completeSamples, nameOf, type NeededFile, neededFiles, withFiles } from "./assign-files.ts";
import { LabelText } from "../frame/label-text.tsx";

/** A preset, and which of the picked files stands for which of its own. */
export function PresetWithFiles({ preset }: { preset: PresetSummary }) {
  const { name, title, release, description } = preset;
  const [spec, setSpec] = useState<AnalysisSpecInput>();
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map());
  const files = usePickedFiles();
  const load = useAction(async () => {
    setSpec(await getPreset(name));
  });
  useEffect(() => {
    load.start();
  }, []);
  const needed = spec === undefined ? [] : neededFiles(spec);
  const names = files.map((file) => file.name).filter((name) => !/\.json(\.gz)?$/.test(name));
  const assignment = assign(needed, new Set(names), chosen);
  const samples = completeSamples(needed, assignment);
  const all = new Set(needed.map(({ sample }) => sample)).size;
  const start = useAction(async () => {
    if (spec === undefined || samples.length === 0) return;
    const { id } = await startAnalysis(withFiles(spec, assignment));
    goTo(analysisPath(id));
  });
  return (
    <li class="card">
      <h3>
        <LabelText text={title} />
      </h3>
      <p class="quiet">
        <LabelText text={release.label} />
      </p>
      <p>{description}</p>
      {load.error !== undefined && <ProblemBox error={load.error} retry={load.start} />}
      <details open={assignment.size > 0 && samples.length < all}>
        <summary>
          {assignment.size} of {needed.length} files are picked
        </summary>
        <ul class="site-files">
          {needed.map((file) => (
            <FileChoice
              key={`${file.sample} ${file.path}`}
              preset={name}
              file={file}
              names={names}
              assigned={assignment.get(file.path) ?? ""}
              onChoose={(picked) => {
                setChosen(new Map([...chosen, [file.path, picked]]));
              }}
            />
          ))}
        </ul>
      </details>
      {assignment.size > 0 && samples.length < all && (
        <p class="quiet">Samples without all their files are left out.</p>
      )}
      {start.error !== undefined && <ProblemBox error={start.error} retry={start.start} />}
      <button
        type="button"
        class="primary"
        aria-disabled={start.busy || samples.length === 0}
        title={samples.length === 0 ? `Pick files of it first, such as ${nameOf(needed[0]?.path ?? "")}` : undefined}
        onClick={start.start}
      >
        Run {name} on {samples.length} of {all} samples
      </button>
    </li>
  );
}

function FileChoice({
  preset,
  file: { sample, label, path },
  names,
  assigned,
  onChoose,
}: {
  preset: string;
  file: NeededFile;
  names: readonly string[];
  assigned: string;
  onChoose: (name: string) => void;
}) {
  return (
    <li>
      <label>
        <span>
          <strong>{sample}</strong>{" "}
          <span class="quiet">
            <LabelText text={label} />
          </span>
          <br />
          <code>{nameOf(path)}</code>
        </span>
        <select
          aria-label={`File for ${sample} of ${preset}`}
          value={assigned}
          onChange={({ currentTarget: { value } }) => {
            onChoose(value);
          }}
        >
          <option value="">none</option>
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </li>
  );
}
