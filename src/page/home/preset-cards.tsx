import { addressOf, pathTo } from "#page/addresses";
import { isToyLabel } from "../../analysis/toy/toy-label.ts";
import type { PresetSummary } from "../../protocol/documents/answer-documents.ts";
import { followLink } from "../frame/route.ts";
import { PresetList } from "../frame/preset-list.tsx";
import { ProblemBox } from "../frame/problem-box.tsx";
import { StartPreset } from "../frame/start-preset.tsx";
import { ToyMark } from "../frame/marks.tsx";
import { NameField } from "./name-field.tsx";
import type { usePresets } from "../frame/use-presets.ts";
import { LabelText } from "../frame/label-text.tsx";

/** The analyses that ship with the server, each with a button that starts it and shows it. */
export function PresetCards({ presets, load }: ReturnType<typeof usePresets>) {
  return (
    <>
      <NameField />
      {load.error !== undefined && <ProblemBox error={load.error} />}
      <PresetList presets={presets} card={(preset) => <PresetCard key={preset.name} preset={preset} />} />
    </>
  );
}

function PresetCard({ preset: { name, title, description, release } }: { preset: PresetSummary }) {
  const isToy = isToyLabel(release.label);
  return (
    <li class="card">
      <h3>
        <LabelText text={title} /> {isToy && <ToyMark />}
      </h3>
      <p class="quiet">
        <LabelText text={release.label} />
      </p>
      <p>{description}</p>
      {isToy && <p>Needs no network: the server makes the files itself.</p>}
      <StartPreset preset={name}>Start {name}</StartPreset>
      <a href={addressOf(pathTo(`/new?preset=${encodeURIComponent(name)}`))} onClick={followLink}>
        Edit {name}
      </a>
    </li>
  );
}
