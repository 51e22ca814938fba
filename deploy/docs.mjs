// `npm run docs`: writes the pages and schemas that follow from the code (deploy/pages/generated-docs.ts says which).
import { build } from "esbuild";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";

const root = fileURLToPath(new URL("..", import.meta.url));

// Node 20 runs no TypeScript: bundled into one module, which is run as it is, without a file.
const { outputFiles } = await build({
  entryPoints: [join(root, "deploy/pages/generated-docs.ts")],
  bundle: true,
  write: false,
  platform: "node",
  format: "esm",
  target: "node20.19",
  logLevel: "warning",
});
const code = Buffer.from(outputFiles[0].contents).toString("base64");
const { generatedDocs } = await import(`data:text/javascript;base64,${code}`);

for (const [path, content] of generatedDocs((/** @type {string} */ path) => readFileSync(join(root, path), "utf8"))) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  // Pages get the line lengths of those that people write; schemas stay as they are.
  const isPage = path.endsWith(".md");
  writeFileSync(file, isPage ? await format(content, { ...(await resolveConfig(file)), filepath: file }) : content);
  console.log(path);
}
