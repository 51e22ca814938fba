import { addressOf, isSite } from "#page/addresses";
import { StartCommand } from "../frame/start-command.tsx";
import { followLink } from "../frame/route.ts";
import { StartPreset } from "../frame/start-preset.tsx";
import { realPresetOf } from "./real-preset.ts";
import type { AnalysisHead } from "../../protocol/documents/analysis-document.ts";

/** For whoever has no network: what runs without. */
export function OfflineOffer() {
  return (
    <aside class="panel notice" aria-labelledby="offline-offer">
      <div>
        <h2 id="offline-offer">No network?</h2>
        <p>
          None of the files could be fetched. The toy needs no network: simulated events, made by{" "}
          {isSite ? "this page" : "the server"} itself, not ATLAS data.
        </p>
        <StartPreset preset="hzz-toy" quiet>
          Start hzz-toy
        </StartPreset>
      </div>
    </aside>
  );
}

/** On the page of a toy: what it is, and how to have the real thing. */
export function ToyNotice({ head }: { head: AnalysisHead }) {
  const { preset, release } = realPresetOf(head);
  const hasData = head.groups.some(({ kind }) => kind === "data");
  return (
    <aside class="panel notice" aria-labelledby="toy-notice">
      <div>
        <h2 id="toy-notice">Made by a generator{hasData && ", the data points too"}</h2>
        <p>
          The preset {preset} runs the analysis on {hasData ? "real collisions" : "the simulation of an experiment"}:{" "}
          {release}.
        </p>
        {isSite && (
          <p>
            Pick its files on{" "}
            <a href={addressOf("/")} onClick={followLink}>
              the first page
            </a>
            .
          </p>
        )}
        {!isSite && (
          <StartPreset preset={preset} quiet>
            Run {preset} on {release}
          </StartPreset>
        )}
      </div>
      {!isSite && <FromTerminal preset={preset} />}
    </aside>
  );
}

function FromTerminal({ preset }: { preset: string }) {
  return (
    <div>
      <h3>Or from a terminal</h3>
      <StartCommand preset={preset} />
      <p class="quiet">
        The files{preset === "hzz-2020" && ", about 300 MB,"} are on CERN's servers. Only the branches that the analysis
        uses are fetched, and nothing at all where a mirror has the files.
      </p>
    </div>
  );
}
