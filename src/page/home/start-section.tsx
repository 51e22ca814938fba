import { pathTo } from "#page/addresses";
import { CurlBox } from "./curl-box.tsx";
import { PresetCards } from "./preset-cards.tsx";

/** Ways to start an analysis. */
export function StartSection() {
  return (
    <div class="start">
      <PresetCards />
      <CurlBox />
      <p>
        <a href={pathTo("/local/")}>Run on files of this computer</a>: in this browser, nothing is sent anywhere.
      </p>
    </div>
  );
}
