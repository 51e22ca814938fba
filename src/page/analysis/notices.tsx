import { addressOf, isSite } from "#page/addresses";
import { StartCommand } from "../frame/start-command.tsx";
import { followLink } from "../frame/route.ts";
import { StartPreset } from "../frame/start-preset.tsx";

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

const realPreset = "hzz-2020";

/** On the page of a toy: what it is, and how to have the real thing. */
export function ToyNotice() {
  return (
    <aside class="panel notice" aria-labelledby="toy-notice">
      <div>
        <h2 id="toy-notice">Made by a generator, the data points too</h2>
        <p>The preset {realPreset} runs the analysis on real collisions: ATLAS Open Data.</p>
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
          <StartPreset preset={realPreset} quiet>
            Run {realPreset} on ATLAS Open Data
          </StartPreset>
        )}
      </div>
      {!isSite && <FromTerminal />}
    </aside>
  );
}

function FromTerminal() {
  return (
    <div>
      <h3>Or from a terminal</h3>
      <StartCommand preset={realPreset} />
      <p class="quiet">
        The files, about 300 MB, are on CERN's servers. Only the branches that the analysis uses are fetched, and
        nothing at all where a mirror has the files.
      </p>
    </div>
  );
}
