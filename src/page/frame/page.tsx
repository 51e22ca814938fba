import { AnalysisPage } from "../analysis/analysis-page.tsx";
import { pathTo } from "../api/base-path.ts";
import { HomePage } from "../home/home-page.tsx";
import { Heading } from "./heading.tsx";
import { lazily } from "./lazily.tsx";
import { followLink, type Route, useRoute } from "./route.ts";
import { ThemeSwitch } from "./theme-switch.tsx";

const OperationsPage = lazily(async () => (await import("../operations/operations-page.tsx")).OperationsPage);

/** What every page has around it. */
export function Page() {
  const route = useRoute();
  return (
    <>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href={pathTo("/")} onClick={followLink}>
          hzz-edge
        </a>
        <nav aria-label="Main">
          <a href={pathTo("/")} onClick={followLink} aria-current={route.name === "home" ? "page" : undefined}>
            Analyses
          </a>
          <a
            href={pathTo("/operations")}
            onClick={followLink}
            aria-current={route.name === "operations" ? "page" : undefined}
          >
            Operations
          </a>
          <a href={pathTo("/lesson")}>Lesson</a>
          <a href={pathTo("/docs")}>API</a>
        </nav>
        <ThemeSwitch />
      </header>
      <main id="content" tabIndex={-1}>
        <Content route={route} />
      </main>
    </>
  );
}

function Content({ route }: { route: Route }) {
  switch (route.name) {
    case "home":
      return <HomePage />;
    case "operations":
      return <OperationsPage />;
    case "analysis":
      return <AnalysisPage key={route.id} id={route.id} />;
    case "unknown":
      return (
        <>
          <Heading text="There is no such page" />
          <p>
            Nothing is at <code>{route.path}</code>. All analyses are on the{" "}
            <a href={pathTo("/")} onClick={followLink}>
              first page
            </a>
            .
          </p>
        </>
      );
  }
}
