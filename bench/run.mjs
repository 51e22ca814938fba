// Bundles bench/ into dist-bench/ and runs a table of it: `reader` (or nothing), `services`, `writer`, `toy`, `soak`, `unread`, `accept`, `fair`, `hunt`, `class`, `corrections`, `expressions`, `fits`, `runtimes`, `variations`, `large-sums`, `loading`, or `all`. What follows is the table's.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildBundles } from "../deploy/build.mjs";

const tables = [
  "reader",
  "services",
  "writer",
  "toy",
  "soak",
  "unread",
  "accept",
  "fair",
  "hunt",
  "class",
  "corrections",
  "expressions",
  "fits",
  "runtimes",
  "variations",
  "large-sums",
  "loading",
];

const [first, ...rest] = process.argv.slice(2);
const named = first === "all" || tables.includes(first ?? "");
const wanted = first === "all" ? tables.slice(0, 4) : [named ? first : "reader"];
if (!named && first !== undefined && !first.startsWith("--"))
  throw new Error(`There is no table "${first}"; there are: ${tables.join(", ")}, all`);
const options = named ? rest : process.argv.slice(2);

const root = fileURLToPath(new URL("..", import.meta.url));
const outdir = `${root}dist-bench`;
const tasks = readdirSync(`${root}bench/tasks`).map((name) => `${root}bench/tasks/${name}`);
await build({
  entryPoints: [
    ...tables.map((name) => `${root}bench/${name}.ts`),
    ...tasks,
    `${root}bench/toy-thread.ts`,
    `${root}cmd/worker.ts`,
  ],
  outdir,
  outbase: root,
  bundle: true,
  // jsroot as a user would install it; the browser's driver finds its own files beside it.
  external: ["jsroot/*", "playwright-core"],
  platform: "node",
  format: "esm",
  target: "node20.19",
  logLevel: "warning",
  // As in the programs: the NATS client asks for Node's own modules by `require`.
  banner: {
    js: 'import { createRequire as hzzCreateRequire } from "node:module";\nconst require = hzzCreateRequire(import.meta.url);',
  },
});
// Served from dist/, as `npm run build` leaves it.
if (wanted.includes("loading")) await buildBundles();
if (["services", "unread", "class", "runtimes"].some((table) => wanted.includes(table))) {
  // The programs and the page as they are shipped, where tasks (dist-bench/bench/tasks) look for them: two folders above, in dist.
  await buildBundles({ outdir: `${outdir}/dist` });
  await buildBundles({ entryPoints: [`${root}bench/timed-worker.ts`], outdir: `${outdir}/timed` });
}
for (const table of wanted) {
  const { status } = spawnSync(process.execPath, [`${outdir}/bench/${table}.js`, ...options], {
    stdio: "inherit",
    cwd: root,
  });
  process.exitCode = process.exitCode || (status ?? 1);
}
