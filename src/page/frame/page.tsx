import { useEffect } from "preact/hooks";
import { addressOf, isSite, pathTo } from "#page/addresses";
import { loadNewPage } from "#page/new-page";
import { lazily } from "./lazily.tsx";
import { followLink, type Route, useRoute } from "./route.ts";
import { ThemeSwitch } from "./theme-switch.tsx";
import { UnknownPage } from "./unknown-page.tsx";

const loadHomePage = async () => (await import("#home-page")).HomePage;
const HomePage = lazily(loadHomePage);
const loadAnalysisPage = async () => (await import("../analysis/analysis-page.tsx")).AnalysisPage;
const AnalysisPage = lazily(loadAnalysisPage);
const OperationsPage = lazily(async () => (await import("../operations/operations-page.tsx")).OperationsPage);
const ComparePage = lazily(async () => (await import("../compare/compare-page.tsx")).ComparePage);
const NewPage = lazily(loadNewPage);

/** What every page has around it. */
export function Page() {
  const route = useRoute();
  useEffect(() => {
    // The list is there at once; what a plot needs, twice as much, comes while it is read. If it cannot, its page says so.
    // So does the list, where an analysis was opened first.
    setTimeout(() => void Promise.allSettled([loadAnalysisPage(), loadHomePage()]), 500);
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
    case "compare":
      return <ComparePage query={route.query} />;
    case "new":
      return <NewPage key={route.query} query={route.query} />;
    case "analysis":
      return <AnalysisPage key={route.id} id={route.id} />;
    case "unknown":
      return <UnknownPage path={route.path} />;
  }
}
