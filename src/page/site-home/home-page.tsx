import { isToyLabel } from "../../analysis/toy/toy-label.ts";
import type { PresetSummary } from "../../protocol/documents/answer-documents.ts";
import { Heading } from "../frame/heading.tsx";
import { ToyMark } from "../frame/marks.tsx";
import { PresetList } from "../frame/preset-list.tsx";
import { ProblemBox } from "../frame/problem-box.tsx";
import { StartPreset } from "../frame/start-preset.tsx";
import { usePresets } from "../frame/use-presets.ts";
import { AnalysisList } from "../home/analysis-list.tsx";
import { FilePicker } from "./file-picker.tsx";
import { OwnSpecification } from "./own-specification.tsx";
import { PresetWithFiles } from "./preset-with-files.tsx";
import { LabelText } from "../frame/label-text.tsx";

/** The first page of a site without a server. */
export function HomePage() {
  return (
    <>
      <Heading text="Analyses on this computer" />
      <FilePicker />
      <Presets />
      <OwnSpecification />
      <AnalysisList />
    </>
  );
}

function Presets() {
  const { presets, load } = usePresets();
  return (
    <section aria-labelledby="presets">
      <h2 id="presets">Start one</h2>
      {load.error !== undefined && <ProblemBox error={load.error} retry={load.start} />}
      <PresetList
        presets={presets}
        card={(preset) =>
          isToyLabel(preset.release.label) ? (
            <ToyCard key={preset.name} preset={preset} />
          ) : (
            <PresetWithFiles key={preset.name} preset={preset} />
          )
        }
      />
    </section>
  );
}

function ToyCard({ preset: { name, title, description, release } }: { preset: PresetSummary }) {
  return (
    <li class="card">
      <h3>
        <LabelText text={title} /> <ToyMark />
      </h3>
      <p class="quiet">
        <LabelText text={release.label} />
      </p>
      <p>{description}</p>
      <p>Needs no files: this page makes them itself.</p>
      <StartPreset preset={name}>Start {name}</StartPreset>
    </li>
  );
}
