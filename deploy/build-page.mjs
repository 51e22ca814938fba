// Bundles src/page/ for the browser: a script for the page and one for the worker that its tabs share, a style sheet, and the files that stand beside them.
import { build } from "esbuild";
import { mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { copyHashed, writePage } from "./hashed-files.mjs";
import { smallerPackages } from "./smaller-packages.mjs";
import { buildInFewParts } from "./whole-parts.mjs";

const source = fileURLToPath(new URL("../src/page/", import.meta.url));

/**
 * What schemas of documents say of their fields stands in the OpenAPI document, which the page does not make: without these sentences it is smaller.
 *
 * @type {import("esbuild").Plugin}
 */
const withoutDescriptions = {
  name: "without-descriptions",
  setup(bundler) {
    bundler.onLoad({ filter: /protocol[\\/]documents[\\/][\w-]+-documents?\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8")
        .replaceAll(/(["`])[^"`\n]* [^"\n]*\.\1/g, '""')
        .replaceAll(/\.check\(\s*z\.describe\(\s*"",?\s*\),?\s*\)/g, ""),
      loader: "ts",
    }));
  },
};

/** @type {import("esbuild").BuildOptions & { metafile: true }} */
const common = {
  bundle: true,
  minify: true,
  // Colours for light and dark stay in one place; browsers of the last two years know light-dark().
  target: ["chrome123", "firefox121", "safari17.5"],
  entryNames: "[name]-[hash]",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};

/**
 * Writes the scripts, the style sheet and the picture of the page under names with hashes, and the page itself twice: `index.html`, and
 * `analyses/index.html` for the pages one level deeper. The server gives out those two as pages, and everything as `assets/<name>`.
 *
 * For the browser esbuild finds no `node:` module and fails: so code that the page shares with the services stays web-standard.
 *
 * @param {string} outdir
 * @returns {Promise<{ inputs: string[], icon: string }>} every source file that went in, and the name of the icon
 */
export async function buildPage(outdir) {
  mkdirSync(join(outdir, "analyses"), { recursive: true });
  const worker = await build({
    ...common,
    entryPoints: { "stream-worker": join(source, "streams/stream-worker.ts") },
    outdir,
    platform: "browser",
    format: "iife",
  });
  const page = await buildInFewParts({
    ...common,
    entryPoints: { page: join(source, "main.tsx") },
    outdir,
    platform: "browser",
    format: "esm",
    splitting: true,
    chunkNames: "[name]-[hash]",
    jsx: "automatic",
    jsxImportSource: "preact",
    plugins: [withoutDescriptions, smallerPackages],
    define: { STREAM_WORKER: JSON.stringify(nameOf(worker)) },
  });
  const styles = await build({ ...common, entryPoints: [join(source, "page.css")], outdir });
  const icon = copyHashed(join(source, "favicon.svg"), outdir);
  const names = { "page.js": nameOf(page), "page.css": nameOf(styles), "favicon.svg": icon };
  const template = join(source, "index.html");
  writePage(template, join(outdir, "index.html"), names, { parts: partsOf(page, "src/page/home/home-page.tsx") });
  const parts = partsOf(page, "src/page/analysis/analysis-page.tsx");
  writePage(template, join(outdir, "analyses/index.html"), names, { parts, up: "../" });
  return { inputs: [worker, page, styles].flatMap(({ metafile }) => Object.keys(metafile.inputs)), icon };
}

/** @typedef {import("esbuild").BuildResult<{ metafile: true }>} Built */

/**
 * Names of the scripts without which the entry cannot begin.
 *
 * @param {Built} page
 * @param {string} [shown] end of the name of a source file that it fetches at once: that part too, with what it needs
 */
function partsOf(page, shown) {
  const outputs = Object.entries(page.metafile.outputs);
  const part = outputs.find(([, { entryPoint }]) => shown !== undefined && entryPoint?.endsWith(shown));
  const begun = [entryOf(page), ...(part === undefined ? [] : [part])];
  const needed = begun.flatMap(([, { imports }]) => imports.filter(({ kind }) => kind === "import-statement"));
  const paths = [...begun.slice(1).map(([path]) => path), ...needed.map(({ path }) => path)];
  return [...new Set(paths)].map((path) => basename(path));
}

/** Name of the file that was built from the entry. */
function nameOf(/** @type {Built} */ built) {
  return basename(entryOf(built)[0]);
}

/** The file that was built from the entry; beside it may be parts that it fetches when they are needed. */
function entryOf(/** @type {Built} */ { metafile }) {
  const outputs = Object.entries(metafile.outputs);
  const fetched = new Set(
    outputs.flatMap(([, { imports }]) => imports.flatMap(({ kind, path }) => (kind === "dynamic-import" ? path : []))),
  );
  const entry = outputs.find(([path, { entryPoint }]) => entryPoint !== undefined && !fetched.has(path));
  if (entry === undefined) throw new Error("The build has no entry");
  return entry;
}

/**
 * Writes the page that is its own server, for any static host: the same page, with the plotter in a worker, and the engine in others.
 *
 * @param {string} outdir
 * @param {import("esbuild").Plugin[]} plugins what the engine leaves out of its packages
 * @returns {Promise<import("esbuild").Metafile["inputs"][]>} what went into each script
 */
export async function buildSite(outdir, plugins) {
  const assets = join(outdir, "assets");
  mkdirSync(assets, { recursive: true });
  /** @type {import("esbuild").BuildOptions & { metafile: true }} */
  const ofWorker = {
    ...common,
    // Errors are told apart by the name of their class.
    minifyIdentifiers: false,
    minify: false,
    minifySyntax: true,
    minifyWhitespace: true,
    outdir: assets,
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["edge"],
    format: "esm",
    plugins,
  };
  const site = fileURLToPath(new URL("../src/site/", import.meta.url));
  const engine = await build({ ...ofWorker, entryPoints: { engine: join(site, "engine-worker.ts") } });
  const server = await build({
    ...ofWorker,
    entryPoints: { server: join(site, "server-worker.ts") },
    define: { ENGINE_WORKER: JSON.stringify(nameOf(engine)) },
  });
  const page = await buildInFewParts({
    ...common,
    entryPoints: { page: join(source, "main.tsx") },
    outdir: assets,
    platform: "browser",
    conditions: ["site"],
    format: "esm",
    splitting: true,
    chunkNames: "[name]-[hash]",
    jsx: "automatic",
    jsxImportSource: "preact",
    plugins: [withoutDescriptions, smallerPackages],
    define: { SERVER_WORKER: JSON.stringify(nameOf(server)) },
  });
  const styles = await build({ ...common, entryPoints: { page: join(source, "site-home/site.css") }, outdir: assets });
  const icon = copyHashed(join(source, "favicon.svg"), assets);
  const names = { "page.js": nameOf(page), "page.css": nameOf(styles), "favicon.svg": icon };
  writePage(join(source, "site.html"), join(outdir, "index.html"), names, { parts: partsOf(page) });
  return [engine, server, page, styles].map(({ metafile }) => metafile.inputs);
}
