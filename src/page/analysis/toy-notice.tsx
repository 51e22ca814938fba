import { StartCommand } from "../frame/start-command.tsx";
import { StartPreset } from "../frame/start-preset.tsx";

const realPreset = "hzz-2020";

/** On the page of a toy: what it is, and how to have the real thing. */
export function ToyNotice() {
  return (
    <aside class="panel notice" aria-labelledby="toy-notice">
      <div>
        <h2 id="toy-notice">Made by a generator, the data points too</h2>
        <p>The preset {realPreset} runs the analysis on real collisions: ATLAS Open Data.</p>
        <StartPreset preset={realPreset} quiet>
          Run {realPreset} on ATLAS Open Data
        </StartPreset>
      </div>
      <div>
        <h3>Or from a terminal</h3>
        <StartCommand preset={realPreset} />
        <p class="quiet">
          The files, about 300 MB, lie on CERN's servers. Only the branches that the analysis uses are fetched, and
          nothing at all where a mirror has the files.
        </p>
      </div>
    </aside>
  );
}
