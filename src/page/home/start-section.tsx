import { addressOf, pathTo } from "#page/addresses";
import { followLink } from "../frame/route.ts";
import { usePresets } from "../frame/use-presets.ts";
import { CurlBox } from "./curl-box.tsx";
import { PresetCards } from "./preset-cards.tsx";

/** Ways to start an analysis; those below the presets come with them, so that nothing moves. */
export function StartSection() {
  const { presets, load } = usePresets();
  const isFetched = presets.length > 0 || load.error !== undefined;
  return (
    <div class="start">
      <PresetCards presets={presets} load={load} />
      {isFetched && <OtherWays />}
    </div>
  );
}

function OtherWays() {
  return (
    <>
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
    </>
  );
}
