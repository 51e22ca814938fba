// The page that shows the HTTP interface: Swagger UI from its package, and files of ours that start it and stand around it.
import { copyFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { copyHashed, writePage } from "./hashed-files.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const swaggerUi = join(root, "node_modules/swagger-ui-dist");

/**
 * @param {string} folder of the page; the files go into `docs` below it
 * @param {string} icon name of the page's icon in its folder
 * @returns {string[]} files that third-party notices are due for
 */
export function copyApiDocs(folder, icon) {
  const docs = join(folder, "docs");
  const scripts = ["swagger-ui-bundle.js", "swagger-ui.css"];
  const own = ["start.js", "frame.css"].map((file) => join(root, "deploy/api-docs", file));
  const sources = [...own, ...scripts.map((file) => join(swaggerUi, file))];
  const names = sources.map((file) => [`docs/${basename(file)}`, `docs/${copyHashed(file, docs)}`]);
  const page = { ...Object.fromEntries(names), "favicon.svg": icon };
  writePage(join(root, "deploy/api-docs/index.html"), join(docs, "index.html"), page);
  const licences = ["LICENSE", "NOTICE"];
  for (const file of licences) copyFileSync(join(swaggerUi, file), join(docs, `swagger-ui-${file}.txt`));
  return [...scripts, ...licences].map((file) => `node_modules/swagger-ui-dist/${file}`);
}
