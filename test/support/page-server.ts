import { join } from "node:path";
import type { AnalysisSpec } from "../../src/analysis/spec.ts";
import { listen } from "../../src/http/listen.ts";
import type { AnalysisView } from "../../src/protocol/documents/analysis-view.ts";
import type { PlotterAppDeps } from "../../src/plotter/http/plotter-deps.ts";
import { readPageFiles } from "../../src/plotter/read-page-files.ts";
import { freePort } from "./free-ports.ts";
import { eventsOf, pageSpec } from "./page-fixture.ts";
import { createTestPlotter, type TestPlotter } from "./plotter-app.ts";
import { distFolder } from "./run-in-process.ts";

/** A plotter with its built page on a port of this machine. No processor: the tests write the log themselves. */
export interface PageServer {
  readonly url: string;
  readonly plotter: TestPlotter;
  /** Starts the analysis of the page's fixture, under another title or label of a release another one. @returns its id */
  start(title?: string, releaseLabel?: string): Promise<string>;
  /** Writes what processors would tell of these samples, and waits until the plotter has read it. */
  read(id: string, samples: readonly string[], spec?: AnalysisSpec): Promise<void>;
  /** What the ledger says now. */
  view(id: string): AnalysisView;
  /** The connections are cut, and nobody answers any more, until it is opened again on the same port. */
  cut(): Promise<void>;
  open(): Promise<void>;
  close(): Promise<void>;
}

/** @param changes to what the app of a plotter is given, such as a token */
export async function startPageServer(changes: Partial<PlotterAppDeps> = {}): Promise<PageServer> {
  const plotter = await createTestPlotter({
    assets: await readPageFiles(join(distFolder, "page")),
    access: { origins: ["https://*.cern.ch"], privateOrigins: [], linksOut: false },
    ...changes,
  });
  const listenOn = (port: number) =>
    listen((request, env) => plotter.app.fetch(request, env), { host: "127.0.0.1", port });
  const port = await freePort();
  let server = await listenOn(port);
  const { url } = server;
  return {
    url,
    plotter,
    start: (title = pageSpec.title, label = pageSpec.release.label) =>
      plotter.start({ ...pageSpec, title, release: { ...pageSpec.release, label } }),
    read: (id, samples, spec) =>
      plotter.happen(
        id,
        samples.flatMap((sample) => eventsOf(sample, spec)),
      ),
    view: (id) => plotter.book.opened(id)!.view(),
    cut: () => server.close(0),
    open: async () => {
      server = await listenOn(port);
    },
    close: async () => {
      plotter.stop();
      await server.close(0);
    },
  };
}
