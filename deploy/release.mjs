// `npm run release -- 0.2.0`: makes this version of what stands in changes.d/. package.json is the one place of the version; the lock file, the label of the
// image and the newest heading of CHANGELOG.md follow from it here, and tests hold them to it. Commits, tags and pushes nothing.
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Kinds of fragments in the order of the changelog, each with its heading. */
export const kinds = /** @type {const} */ ({
  change: "Changes",
  feature: "Features",
  perf: "Performance",
  bugfix: "Fixes",
});

/**
 * The section of CHANGELOG.md for a version.
 *
 * @param {string} version
 * @param {string} date as YYYY-MM-DD
 * @param {ReadonlyMap<string, string>} fragments text by file name, `<what>.<kind>.md`
 * @throws {Error} naming a file whose kind is none
 */
export function changelogSection(version, date, fragments) {
  const kindOf = (/** @type {string} */ name) => name.split(".").at(-2) ?? "";
  const unknown = [...fragments.keys()].find((name) => !(kindOf(name) in kinds));
  if (unknown !== undefined)
    throw new Error(`changes.d/${unknown}: its kind is none of ${Object.keys(kinds).join(", ")}`);
  const parts = Object.entries(kinds).flatMap(([kind, title]) => {
    const texts = [...fragments].filter(([name]) => kindOf(name) === kind).map(([, text]) => item(text));
    return texts.length === 0 ? [] : [`### ${title}\n\n${texts.join("\n")}`];
  });
  return [`## ${version} (${date})`, ...parts].join("\n\n");
}

/** A fragment as an item of a list. Its links lead from the root of the repository. */
function item(/** @type {string} */ text) {
  const lines = text.trim().replaceAll("](../", "](").split("\n");
  return `- ${lines.join("\n  ")}`;
}

/** Puts the section above the older ones. */
export function withSection(/** @type {string} */ changelog, /** @type {string} */ section) {
  const first = changelog.search(/^## /m);
  const [head, older] = first < 0 ? [changelog, ""] : [changelog.slice(0, first), changelog.slice(first)];
  return `${head.trimEnd()}\n\n${section}\n${older === "" ? "" : `\n${older}`}`;
}

function release(/** @type {string | undefined} */ version) {
  if (version === undefined || !/^\d+\.\d+\.\d+(-[0-9a-z.]+)?$/.test(version))
    throw new Error("usage: npm run release -- 1.2.3");
  const root = fileURLToPath(new URL("..", import.meta.url));
  const edit = (/** @type {string} */ path, /** @type {(text: string) => string} */ change) => {
    writeFileSync(join(root, path), change(readFileSync(join(root, path), "utf8")));
  };
  const folder = join(root, "changes.d");
  const names = readdirSync(folder).filter((name) => name.endsWith(".md") && name !== "README.md");
  const fragments = new Map(names.sort().map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  const section = changelogSection(version, new Date().toISOString().slice(0, 10), fragments);
  edit("CHANGELOG.md", (text) => {
    if (text.includes(`\n## ${version} `)) throw new Error(`CHANGELOG.md has ${version} already`);
    return withSection(text, section);
  });
  edit("package.json", (text) => text.replace(/("version": )"[^"]*"/, `$1"${version}"`));
  // The version stands in the lock file twice, both times before any package.
  edit("package-lock.json", (text) => {
    const [head, ...packages] = text.split('"node_modules/');
    return [head?.replace(/("version": )"[^"]*"/g, `$1"${version}"`), ...packages].join('"node_modules/');
  });
  edit("deploy/Dockerfile", (text) => text.replace(/^ARG VERSION=.*$/m, `ARG VERSION=${version}`));
  for (const name of names) rmSync(join(folder, name));
  console.log(
    `${version}: look at CHANGELOG.md, add what it says at its top, then\n\n  npm run format && npm test && git commit -am "Release ${version}" && git tag v${version}`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) release(process.argv[2]);
