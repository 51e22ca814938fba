// The page that shows the HTTP interface: Swagger UI from its package, and two files of ours that start it.
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const swaggerUi = join(root, "node_modules/swagger-ui-dist");

/**
 * @param {string} folder where the files go: `docs` below the folder of the page
 * @returns {string[]} files that third-party notices are due for
 */
export function copyApiDocs(folder) {
  mkdirSync(folder, { recursive: true });
  for (const file of ["index.html", "start.js"]) cpSync(join(root, "deploy/api-docs", file), join(folder, file));
  const theirs = ["swagger-ui-bundle.js", "swagger-ui.css", "LICENSE", "NOTICE"];
  for (const file of theirs) {
    const name = /^[A-Z]+$/.test(file) ? `swagger-ui-${file}.txt` : file;
    cpSync(join(swaggerUi, file), join(folder, name));
  }
  return theirs.map((file) => `node_modules/swagger-ui-dist/${file}`);
}
