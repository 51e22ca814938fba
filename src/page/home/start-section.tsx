import { addressOf, pathTo } from "#page/addresses";
import { followLink } from "../frame/route.ts";
import { CurlBox } from "./curl-box.tsx";
import { PresetCards } from "./preset-cards.tsx";

/** Ways to start an analysis. */
export function StartSection() {
  return (
    <div class="start">
      <PresetCards />
      <p>
        <a href={addressOf(pathTo("/new"))} onClick={followLink}>
          Write a new analysis
        </a>
        : a specification as text, which is checked while you write.
      </p>
      <CurlBox />
      <p>
        <a href={pathTo("/local/")}>Run on files of this computer</a>: in this browser, nothing is sent anywhere.
      </p>
    </div>
  );
}
