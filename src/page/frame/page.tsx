import { useEffect } from "preact/hooks";
import { addressOf, isSite, pathTo } from "#page/addresses";
import { HomePage } from "#home-page";
import { Heading } from "./heading.tsx";
import { lazily } from "./lazily.tsx";
import { followLink, type Route, useRoute } from "./route.ts";
import { ThemeSwitch } from "./theme-switch.tsx";

const loadAnalysisPage = async () => (await import("../analysis/analysis-page.tsx")).AnalysisPage;
const AnalysisPage = lazily(loadAnalysisPage);
const OperationsPage = lazily(async () => (await import("../operations/operations-page.tsx")).OperationsPage);

/** What every page has around it. */
export function Page() {
  const route = useRoute();
  useEffect(() => {
    // The list is there at once; what a plot needs, twice as much, comes while it is read. If it cannot, its page says so.
    setTimeout(() => void loadAnalysisPage().catch(() => undefined), 500);
  }, []);
  return (
    <>
      <a class="skip" href="#content" onClick={skip}>
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href={addressOf(pathTo("/"))} onClick={followLink}>
          hzz-edge
        </a>
        <nav aria-label="Main">
          <a
            href={addressOf(pathTo("/"))}
            onClick={followLink}
            aria-current={route.name === "home" ? "page" : undefined}
          >
            Analyses
          </a>
          <a
            href={addressOf(pathTo("/operations"))}
            onClick={followLink}
            aria-current={route.name === "operations" ? "page" : undefined}
          >
            Operations
          </a>
          {!isSite && (
            <>
              <a href={pathTo("/lesson")}>Lesson</a>
              <a href={pathTo("/docs")}>API</a>
            </>
          )}
        </nav>
        <ThemeSwitch />
      </header>
      <main id="content" tabIndex={-1}>
        <Content route={route} />
      </main>
    </>
  );
}

/** What stands behind the `#` is the page's own. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
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
            <a href={addressOf(pathTo("/"))} onClick={followLink}>
              first page
            </a>
            .
          </p>
        </>
      );
  }
}
