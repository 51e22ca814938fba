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
      <AnalysisList />
    </>
  );
}
