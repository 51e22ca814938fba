// Files for browsers whose names hold a hash of their content, so that they may be kept for ever.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";

/** As esbuild writes its hashes: eight characters of base 32. The server knows such names by their form. */
const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * Copies a file into a folder, with a hash in its name.
 *
 * @param {string} file
 * @param {string} folder
 * @returns {string} its name there: `start-3QX2ABCD.js`
 */
export function copyHashed(file, folder) {
  const bytes = readFileSync(file);
  const digest = createHash("sha256").update(bytes).digest();
  const hash = Array.from(digest.subarray(0, 8), (byte) => base32[byte % 32]).join("");
  const ending = extname(file);
  const name = `${basename(file, ending)}-${hash}${ending}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), bytes);
  return name;
}

/**
 * Writes an HTML file with the names that its files have been given.
 *
 * @param {string} template path of an HTML file that asks for `./assets/<name>`
 * @param {string} target path of what is written
 * @param {Readonly<Record<string, string>>} names by the names in the template
 * @param {{ up?: string, parts?: readonly string[] }} [more] `up`: from where the page stands to the address of the server; `parts`: names of
 *   modules that its script imports, which the browser then fetches at once and not only when it has read the script
 */
export function writePage(template, target, names, { up = "./", parts = [] } = {}) {
  const html = readFileSync(template, "utf8").replace(/"\.\/([^"]*)"/g, (_, /** @type {string} */ path) => {
    const asset = /^assets\/(.*)$/.exec(path)?.[1];
    const name = asset === undefined ? undefined : names[asset];
    if (asset !== undefined && name === undefined) throw new Error(`${template} asks for ${asset}, which is not built`);
    return `"${up}${name === undefined ? path : `assets/${name}`}"`;
  });
  const hints = parts.map((name) => `    <link rel="modulepreload" href="${up}assets/${name}" />\n`).join("");
  writeFileSync(target, html.replace("  </head>", `${hints}  </head>`));
}
