// Which sources stand together in one script: the bundler makes a script for every set of parts that share something, and dozens of small ones
// pack worse, and cost more requests, than few.
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** @typedef {import("esbuild").Metafile["outputs"]} Outputs */

const plot = "analysis/analysis-page.tsx";

/** Parts that come with a plot or after it: what is shared with them alone is of no use without one. */
const besidePlot = /[\\/](compare-page\.tsx|plot-extras\.ts|after-the-plot\.ts|edit-analysis\.tsx)$/;

/** What the list needs before it can be shown. */
const list = /[\\/](main|home-page)\.tsx$/;

/**
 * Builds with the same options, and so that what the page of an analysis shares with others lies in three scripts: one that the list needs
 * as well, one for plots, and one for all else, which comes after the list.
 *
 * @param {import("esbuild").BuildOptions & { metafile: true }} options with splitting
 * @returns {Promise<import("esbuild").BuildResult<{ metafile: true }>>}
 */
export async function buildInFewParts(options) {
  const { metafile } = await build({ ...options, write: false });
  const parts = partsOf(metafile.outputs);
  const ofPlot = [...parts].find(([entry]) => entry.endsWith(plot));
  if (ofPlot === undefined) throw new Error(`The page has no part that begins with ${plot}`);
  /** @type {{ everywhere: string[], plots: string[], later: string[] }} */
  const groups = { everywhere: [], plots: [], later: [] };
  for (const source of ofPlot[1]) {
    // Packages come along with who imports them.
    if (!source.startsWith("src/")) continue;
    const others = [...parts].filter(([entry, sources]) => entry !== ofPlot[0] && sources.has(source));
    if (others.length === 0) continue;
    if (others.every(([entry]) => besidePlot.test(entry))) groups.plots.push(source);
    else if (others.some(([entry]) => list.test(entry))) groups.everywhere.push(source);
    else groups.later.push(source);
  }
  /** What each part imports beside what it needs, so that the bundler sees that it needs all of a group. @type {Map<string, string[]>} */
  const more = new Map();
  for (const [entry, sources] of parts) {
    const used = [groups.plots, groups.later].filter((group) => group.some((source) => sources.has(source)));
    more.set(resolve(entry), [...groups.everywhere, ...used.flat()]);
  }
  return await build({ ...options, plugins: [...(options.plugins ?? []), withImports(more)] });
}

/** The sources that each part needs before it can begin, by the source that it begins with. */
function partsOf(/** @type {Outputs} */ outputs) {
  /** @type {Map<string, Set<string>>} */
  const parts = new Map();
  for (const [path, { entryPoint }] of Object.entries(outputs)) {
    if (entryPoint === undefined) continue;
    const needed = new Set([path]);
    for (const each of needed)
      for (const { path: imported, kind } of outputs[each]?.imports ?? [])
        if (kind === "import-statement") needed.add(imported);
    const sources = [...needed].flatMap((each) => Object.entries(outputs[each]?.inputs ?? {}));
    parts.set(entryPoint, new Set(sources.flatMap(([source, { bytesInOutput }]) => (bytesInOutput > 0 ? source : []))));
  }
  return parts;
}

/** @returns {import("esbuild").Plugin} */
function withImports(/** @type {Map<string, string[]>} */ more) {
  return {
    name: "with-imports",
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]src[\\/]page[\\/].*\.tsx?$/ }, ({ path }) => {
        const imports = more.get(path);
        if (imports === undefined) return undefined;
        const lines = imports.flatMap((source) =>
          resolve(source) === path ? [] : `import ${JSON.stringify(resolve(source))};`,
        );
        return {
          contents: `${readFileSync(path, "utf8")}\n${lines.join("\n")}`,
          loader: path.endsWith("x") ? "tsx" : "ts",
        };
      });
    },
  };
}
