import { useEffect, useState } from "preact/hooks";
import { analysisPath, listPresets, type PresetSummary, startAnalysis } from "../api/requests.ts";
import { ProblemBox } from "../frame/problem-box.tsx";
import { goTo } from "../frame/route.ts";
import { useAction } from "../frame/use-action.ts";

/** The analyses that ship with the server, each with a button that starts it and shows it. */
export function PresetCards() {
  const [presets, setPresets] = useState<readonly PresetSummary[]>([]);
  const load = useAction(async () => {
    setPresets(await listPresets());
  });
  useEffect(() => {
    load.start();
  }, []);
  return (
    <section aria-labelledby="presets">
      <h2 id="presets">Start one</h2>
      {load.error !== undefined && <ProblemBox error={load.error} />}
      <ul class="cards">
        {presets.map((preset) => (
          <PresetCard key={preset.name} preset={preset} />
        ))}
      </ul>
    </section>
  );
}

function PresetCard({ preset }: { preset: PresetSummary }) {
  const start = useAction(async () => {
    const { id } = await startAnalysis({ preset: preset.name });
    goTo(analysisPath(id));
  });
  return (
    <li class="card">
      <h3>{preset.title}</h3>
      <p class="quiet">{preset.release.label}</p>
      <p>{preset.description}</p>
      {start.error !== undefined && <ProblemBox error={start.error} />}
      <button type="button" class="primary" aria-disabled={start.busy} onClick={start.start}>
        Start {preset.name}
      </button>
    </li>
  );
}
