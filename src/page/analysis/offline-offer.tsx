import { StartPreset } from "../frame/start-preset.tsx";

/** For whoever has no network: what runs without. */
export function OfflineOffer() {
  return (
    <aside class="panel notice" aria-labelledby="offline-offer">
      <div>
        <h2 id="offline-offer">No network?</h2>
        <p>
          None of the files could be fetched. The toy needs no network: simulated events, made by the server itself, not
          ATLAS data.
        </p>
        <StartPreset preset="hzz-toy" quiet>
          Start hzz-toy
        </StartPreset>
      </div>
    </aside>
  );
}
