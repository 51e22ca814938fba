import { pathTo } from "#page/addresses";
import { Heading } from "../frame/heading.tsx";
import { AnalysisList } from "./analysis-list.tsx";
import { CurlBox } from "./curl-box.tsx";
import { PresetCards } from "./preset-cards.tsx";

export function HomePage() {
  return (
    <>
      <Heading text="Analyses" />
      <PresetCards />
      <CurlBox />
      <p>
        <a href={pathTo("/local/")}>Run on files of this computer</a>: in this browser, nothing is sent anywhere.
      </p>
      <AnalysisList />
    </>
  );
}
