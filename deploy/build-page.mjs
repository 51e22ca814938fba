// Bundles src/page/ for the browser: one script, one style sheet, and the files that stand beside them.
import { build } from "esbuild";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../src/page/", import.meta.url));

/** Served as they are. */
const copied = ["index.html", "favicon.svg"];

/**
 * Writes index.html, page.js, page.css and favicon.svg. The server gives out index.html for the pages, and each of the others as
 * `/assets/<name>`.
 *
 * For the browser esbuild finds no `node:` module and fails: so code that the page shares with the services stays web-standard.
 *
 * @param {string} outdir
 * @returns {Promise<string[]>} every source file that went in
 */
export async function buildPage(outdir) {
  mkdirSync(outdir, { recursive: true });
  const { metafile } = await build({
    entryPoints: { page: join(source, "main.tsx") },
    outdir,
    bundle: true,
    platform: "browser",
    format: "esm",
    target: ["chrome123", "firefox121", "safari17.5"],
    jsx: "automatic",
    jsxImportSource: "preact",
    minify: true,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  const styles = await build({
    entryPoints: [join(source, "page.css")],
    outdir,
    bundle: true,
    minify: true,
    // Colours for light and dark stay in one place; browsers of the last two years know light-dark().
    target: ["chrome123", "firefox121", "safari17.5"],
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  for (const name of copied) copyFileSync(join(source, name), join(outdir, name));
  return [...Object.keys(metafile.inputs), ...Object.keys(styles.metafile.inputs)];
}
