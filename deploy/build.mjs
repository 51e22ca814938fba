// Bundles every file of cmd/ into dist/, one self-contained file each, no node_modules needed to run it; and the page into dist/page/.
import { build } from "esbuild";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { copyApiDocs } from "./api-docs.mjs";
import { writeBrotliFiles } from "./brotli-files.mjs";
import { buildPage, buildSite } from "./build-page.mjs";
import { buildLesson } from "./lesson-page.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * What jsroot's metadata reader would load for work that it is never given (unpacking, drawing, downloading): left out of
 * the bundle, with a module in its place that says so if it were reached after all.
 */
const neverReached =
  /^(\.\/base\/(zstd|lzma)\.mjs|@oneidentity\/zstd-js|@resvg\/resvg-js|xhr2|tmp|canvas|jsdom|mathjax|three)$/;

/** @type {import("esbuild").Plugin} */
const leaveOut = {
  name: "leave-out",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: neverReached }, ({ path, importer }) =>
      importer.includes("/jsroot/") ? { path, namespace: "left-out" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "left-out" }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is left out of this bundle: hzz-edge only uses jsroot's metadata reader`)});`,
    }));
  },
};

/** Modules of Node that jsroot would load where it believes to run on Node: never, on a function platform. */
const ofNode = /^(fs|zlib|path|node:.*)$/;

/** @type {import("esbuild").Plugin} */
const leaveOutNode = {
  name: "leave-out-node",
  setup({ onResolve }) {
    onResolve({ filter: ofNode }, ({ path, importer }) =>
      importer.includes("/jsroot/") ? { path, namespace: "left-out" } : undefined,
    );
  },
};

/** @typedef {{ ZSTDDecoder: new () => { init(): Promise<void> }, default: () => Promise<unknown> }} CodecPackage */

/** Codecs whose WebAssembly lies in their package as text or numbers, and the module that it becomes beside the bundle. */
const codecs = [
  { name: "edge-zstd.wasm", file: "zstddec/dist/zstddec.mjs", start: startZstd },
  { name: "edge-xxhash.wasm", file: "xxhash-wasm/esm/xxhash-wasm.js", start: startXxhash },
].map(({ file, ...codec }) => ({ ...codec, path: realpathSync(join(root, "node_modules", file)) }));

function startZstd(/** @type {CodecPackage} */ { ZSTDDecoder }) {
  return new ZSTDDecoder().init();
}

function startXxhash(/** @type {CodecPackage} */ { default: xxhash }) {
  return xxhash();
}

/** The code of a package that starts its WebAssembly by another call. */
function codecWith(/** @type {string} */ path, /** @type {string} */ call) {
  const text = readFileSync(path, "utf8");
  const own = "WebAssembly.instantiate(";
  if (!text.includes(own)) throw new Error(`${path} does not call ${own}…) any more`);
  return text.replaceAll(own, () => call);
}

/**
 * Codecs of a function platform may be modules beside the bundle, which it compiles before it starts the function.
 *
 * @type {import("esbuild").Plugin}
 */
const codecModules = {
  name: "codec-modules",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^\.\/edge-\w+\.wasm$/ }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /\/(zstddec|xxhash-wasm)\// }, ({ path }) => {
      const codec = codecs.find((each) => each.path === path);
      if (codec === undefined) throw new Error(`${path} is not the file that is known of this package`);
      const ours = JSON.stringify(join(root, "src/rootio/compression/instantiate-codec.ts"));
      const code = codecWith(path, `instantiateCodec(() => import("./${codec.name}"), `);
      return { contents: `import { instantiateCodec } from ${ours};\n${code}` };
    });
  },
};

/** Writes the modules of the codecs: the bytes that their packages compile. */
async function writeCodecs(/** @type {string} */ outdir) {
  mkdirSync(outdir, { recursive: true });
  for (const { name, path, start } of codecs) {
    const keep =
      "const keep = (bytes, imports) => WebAssembly.instantiate((keep.bytes = bytes), imports);\nexport { keep };";
    const code = Buffer.from(`${codecWith(path, "keep(")}\n${keep}`).toString("base64");
    const codec = await import(`data:text/javascript;base64,${code}`);
    await start(codec);
    writeFileSync(join(outdir, name), new Uint8Array(codec.keep.bytes));
  }
}

/**
 * Bundles cmd/edge.ts into one module for function platforms: nothing of Node in it, and kernels that are code already; beside it codecs
 * as modules.
 *
 * @param {string} outdir
 */
export async function buildEdge(outdir) {
  const kernels = await presetKernels();
  await writeCodecs(outdir);
  return await build({
    entryPoints: [join(root, "cmd/edge.ts")],
    outdir,
    bundle: true,
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["edge"],
    format: "esm",
    target: "es2023",
    plugins: [
      leaveOut,
      leaveOutNode,
      codecModules,
      {
        name: "preset-kernels",
        setup({ onLoad }) {
          onLoad({ filter: /\/prebuilt-kernels\.ts$/ }, () => ({ contents: kernels }));
        },
      },
    ],
    minifyWhitespace: true,
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
}

/** The text of the module with the presets' kernels. */
async function presetKernels() {
  // Node 20 runs no TypeScript: bundled into one module, which is run as it is, without a file.
  const { outputFiles } = await build({
    entryPoints: [join(root, "deploy/pages/preset-kernels.ts")],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node20.19",
    logLevel: "warning",
  });
  const code = Buffer.from(outputFiles[0].contents).toString("base64");
  return (await import(`data:text/javascript;base64,${code}`)).presetKernels();
}

/**
 * @param {{ entryPoints?: string[], outdir?: string }} [options] by default every file of cmd/ and the page, into dist/; with entry
 *   points those alone.
 * @returns {Promise<void>} when the bundles are written
 */
export async function buildBundles(options = {}) {
  const outdir = options.outdir ?? join(root, "dist");
  const cmd = readdirSync(join(root, "cmd")).filter((name) => name.endsWith(".ts") && name !== "edge.ts");
  const entryPoints = options.entryPoints ?? cmd.map((name) => join(root, "cmd", name));
  const { metafile } = await build({
    entryPoints,
    outdir,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    plugins: [leaveOut],
    // Names stay, since errors are told apart by the name of their class.
    minifyWhitespace: true,
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    // The NATS client is CommonJS and asks for Node's own modules by `require`, which an ES module must make for itself.
    banner: {
      js: '#!/usr/bin/env node\nimport { createRequire as hzzCreateRequire } from "node:module";\nconst require = hzzCreateRequire(import.meta.url);',
    },
    metafile: true,
    logLevel: "warning",
  });
  const page = options.entryPoints === undefined ? await buildAssets(join(outdir, "page")) : [];
  const edge = options.entryPoints === undefined ? Object.keys((await buildEdge(outdir)).metafile.inputs) : [];
  const site = options.entryPoints === undefined ? await buildLocalSite(join(outdir, "page/local")) : [];
  const inputs = [...Object.keys(metafile.inputs), ...page, ...edge, ...site];
  writeFileSync(join(outdir, "THIRD-PARTY-NOTICES.txt"), notices(inputs));
  if (options.outdir === undefined) linkCommand(join(outdir, "hzz.js"));
}

/**
 * Everything that the plotter serves to browsers.
 *
 * @param {string} folder
 * @returns {Promise<string[]>} every source file that went in
 */
async function buildAssets(folder) {
  // Files of earlier builds have other names.
  rmSync(folder, { recursive: true, force: true });
  const { inputs, icon } = await buildPage(folder);
  await buildLesson(folder, icon);
  // Before the others come: packing the page about the interface, and the one without a server, takes longer than all else.
  await writeBrotliFiles(folder);
  return [...inputs, ...copyApiDocs(folder, icon)];
}

/**
 * The page that needs no server, for `hzz site`; plotters serve it as well.
 *
 * @param {string} folder
 * @returns {Promise<string[]>} every source file that went in
 */
async function buildLocalSite(folder) {
  rmSync(folder, { recursive: true, force: true });
  const inputs = (await buildSite(folder, [leaveOut, leaveOutNode])).flatMap((each) => Object.keys(each));
  writeFileSync(join(folder, "THIRD-PARTY-NOTICES.txt"), notices(inputs));
  return inputs;
}

/** Lets `npx hzz` find the program in this checkout, as it would if the package were installed. */
function linkCommand(/** @type {string} */ program) {
  const link = join(root, "node_modules/.bin/hzz");
  chmodSync(program, 0o755);
  rmSync(link, { force: true });
  symlinkSync(program, link);
}

/** Licences of the packages that went into the bundles; some ask to stand beside the program. */
function notices(/** @type {string[]} */ inputs) {
  const packages = new Map();
  for (const input of inputs) {
    const [, folder = "", name] = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(input) ?? [];
    if (name === undefined) continue;
    // Deno keeps the packages of packages in folders of its own.
    const usual = join(root, "node_modules", name);
    packages.set(name, existsSync(usual) ? usual : resolve(folder));
  }
  return [...packages]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, folder]) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
      const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
      return `${name} ${version} (${license})\n\n${texts.join("\n\n")}\n`;
    })
    .join(`\n${"-".repeat(100)}\n\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildBundles();
