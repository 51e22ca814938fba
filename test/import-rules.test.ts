import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { parseSync } from "vite";
import packageJson from "../package.json" with { type: "json" };

const root = join(import.meta.dirname, "..");
/** Where files differ by runtime; bundles for others than Node are built with the condition "edge". */
const seams = packageJson.imports as Record<string, Record<string, string>>;

/**
 * The floor plan, from the ground up. A folder may import from the floors below it, and from the folders to its left on its own floor.
 */
const floors = {
  ground: ["errors", "async", "collections", "physics", "logging", "metrics"],
  formats: ["histogram", "rootio", "http", "corrections", "statistics"],
  analysis: ["analysis", "toy"],
  exchange: ["protocol", "messaging", "config"],
  work: ["processor", "ledger", "operations", "plot", "results", "check"],
  programs: ["plotter", "bridge", "autoscaler", "serve", "cli", "site", "page"],
};

/** Packages that only certain files may import, each with its reason. */
const quarantine: readonly { readonly from: RegExp; readonly only: RegExp; readonly reason: string }[] = [
  {
    from: /^jsroot(\/|$)/,
    only: /^src\/rootio\/jsroot\.ts$/,
    reason: "its printing and silent failures stay in one file",
  },
  { from: /^(@nats-io\/|ws$)/, only: /^src\/messaging\/jetstream/, reason: "a broker client belongs to its adapter" },
  {
    from: /^(amqplib|rabbitmq-client)(\/|$)/,
    only: /^src\/messaging\/rabbitmq/,
    reason: "a broker client belongs to its adapter",
  },
  {
    from: /^@hono\/node-server/,
    only: /^src\/http\/listen\.ts$/,
    reason: "apps are web-standard; Node is at the edge",
  },
  { from: /^prom-client/, only: /^src\/metrics\//, reason: "its global registry stays behind one module" },
  {
    from: /^(undici|node:https?$)/,
    only: /^src\/(rootio\/source\/safe-fetch|http\/(listen|requests-in-turn)|serve\/health)\.ts$/,
    reason: "one place decides which addresses are connected to; the others listen, or ask this machine",
  },
  { from: /^(preact|uplot)(\/|$)/, only: /^src\/page\//, reason: "drawing happens in the browser" },
  {
    from: /^zod(\/|$)/,
    only: /^src\/(analysis\/|protocol\/|config\/|corrections\/|histogram\/uhi|statistics\/(parse-workspace|parse-hs3|hs3-document))/,
    reason: "input is checked at the edges",
  },
];

/** Folders that must run in a browser or on a function platform: web-standard APIs only. */
const webStandard =
  "errors async collections physics logging histogram rootio corrections statistics analysis toy protocol config processor ledger operations plot results check plotter page".split(
    " ",
  );
/** Inside such a folder, what only Node runs; whoever wires a process chooses it. */
const nodeOnly = [
  "src/rootio/runtime/node/",
  "src/rootio/write/file-sink.ts",
  ...["toy/toy-cache", "toy/seal-of-word", "plotter/read-page-files"].map((name) => `src/${name}.ts`),
  ...["zlib", "reused-inflate"].map((name) => `src/rootio/compression/${name}.ts`),
  ...["safe-fetch", "checked-lookup", "file-source", "real-place"].map((name) => `src/rootio/source/${name}.ts`),
];

/** What opens, listens or starts threads. Only those who wire a process call it; everybody else is given what was opened. */
const wiring = [
  "src/messaging/open-broker.ts",
  "src/http/listen.ts",
  "src/processor/threads/worker-pool.ts",
  "src/serve/load-config.ts",
];
const wires = (file: string): boolean => /^(src\/(serve|cli)|cmd)\//.test(file);

interface Import {
  readonly file: string;
  readonly specifier: string;
  /** Path of the imported file below the root; undefined for packages. */
  readonly target: string | undefined;
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"))
    .map((name) => join(folder, name).split(sep).join("/"));
}

const isTest = (file: string): boolean => /\.test\.tsx?$|\/testing\/|^src\/messaging\/contract(\.ts|\/)/.test(file);
const product = [...filesBelow("src"), ...filesBelow("cmd")].filter((file) => !isTest(file));

/** What a syntax tree imports and exports from: static, dynamic, and in types. Each of these nodes has its `source`. */
function specifiersIn(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  const source: unknown = "source" in node ? node.source : undefined;
  const own = typeof source === "object" && source !== null && "value" in source ? [String(source.value)] : [];
  return [...own, ...Object.values(node).flatMap(specifiersIn)];
}

/** What `imports` of package.json make of a specifier: one file for each kind of runtime. */
function seamTargets(specifier: string): string[] {
  return Object.entries(seams).flatMap(([pattern, targets]) => {
    const [start = "", end = ""] = pattern.split("*");
    if (!specifier.startsWith(start) || !specifier.endsWith(end)) return [];
    const name = specifier.slice(start.length, specifier.length - end.length);
    return Object.values(targets).map((target) => target.replace("*", name).replace(/^\.\//, ""));
  });
}

function targetsOf(file: string, specifier: string): (string | undefined)[] {
  if (specifier.startsWith("#")) return seamTargets(specifier);
  if (!specifier.startsWith(".")) return [undefined];
  return [
    relative(root, resolve(root, dirname(file), specifier))
      .split(sep)
      .join("/"),
  ];
}

const imports: readonly Import[] = product.flatMap((file) => {
  const { program } = parseSync(file, readFileSync(join(root, file), "utf8"));
  return specifiersIn(program).flatMap((specifier) =>
    targetsOf(file, specifier).map((target) => ({ file, specifier, target })),
  );
});

const folderOf = (file: string): string => file.split("/")[1] ?? "";
const plan = Object.values(floors).flat();
const placeOf = (folder: string): number => plan.indexOf(folder);
const show = ({ file, specifier }: Import): string => `${file} imports ${specifier}`;

describe("imports", () => {
  it("are found at all", () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it("run downward between the folders of src/", () => {
    const unknown = product.filter((file) => file.startsWith("src/") && placeOf(folderOf(file)) < 0);
    expect(unknown).toEqual([]);
    const upward = imports.filter(({ file, target }) => {
      if (!file.startsWith("src/") || target?.startsWith("src/") !== true) return false;
      const [from, to] = [folderOf(file), folderOf(target)];
      return from !== to && placeOf(to) >= placeOf(from);
    });
    expect(upward.map(show)).toEqual([]);
  });

  it("never reach into cmd/, test/ or bench/", () => {
    const wrong = imports.filter(({ target }) => target !== undefined && !/^src\/|^package\.json$/.test(target));
    expect(wrong.map(show)).toEqual([]);
  });

  it("have no cycles", () => {
    const graph = new Map<string, string[]>();
    for (const { file, target } of imports)
      if (target !== undefined) graph.set(file, [...(graph.get(file) ?? []), target]);
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(" → "));
      if (done.has(file) || path.includes(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of graph.keys()) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it.each(quarantine)("of $from stand only where they belong: $reason", ({ from, only }) => {
    const wrong = imports.filter(({ file, specifier }) => from.test(specifier) && !only.test(file));
    expect(wrong.map(show)).toEqual([]);
  });

  it("need nothing of Node in the folders that run everywhere", () => {
    const wrong = imports.filter(
      ({ file, specifier }) =>
        webStandard.some((folder) => file.startsWith(`src/${folder}/`)) &&
        !nodeOnly.some((folder) => file.startsWith(folder)) &&
        specifier.startsWith("node:"),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it("that differ by runtime have one file for each kind, with the same names in it", async () => {
    const found = imports.filter(({ specifier }) => specifier.startsWith("#"));
    expect(found.length).toBeGreaterThan(10);
    for (const { target } of found) expect(product).toContain(target);
    for (const specifier of new Set(found.map((each) => each.specifier))) {
      const kinds = await Promise.all(
        seamTargets(specifier).map(async (file) => Object.keys((await import(join(root, file))) as object).sort()),
      );
      expect(kinds, specifier).toEqual([kinds[0], kinds[0]]);
    }
  });

  it("of what opens brokers, ports and threads stand in serve/, cli/ and cmd/ alone", () => {
    for (const file of wiring) expect(product).toContain(file);
    const wrong = imports.filter(({ file, target }) => target !== undefined && wiring.includes(target) && !wires(file));
    expect(wrong.map(show)).toEqual([]);
  });

  it("name files, not barrels or drawers", () => {
    expect(
      product.filter((file) =>
        /\/(index|types|utils|helpers|common)\.ts$|\/(utils|helpers|common|services|models)\//.test(file),
      ),
    ).toEqual([]);
  });
});

describe("the environment", () => {
  it("is read by serve/, cli/ and cmd/ alone: everybody else is given the settings", () => {
    const reads = (file: string) =>
      /\bprocess\.(env|argv)\b|from "(node:)?process"/.test(readFileSync(join(root, file), "utf8"));
    expect(product.filter((file) => reads(file) && !wires(file))).toEqual([]);
  });
});

describe("the runtime", () => {
  /** How a program would find out what runs it. */
  const asks =
    /\b(Deno|Bun)\??\.\w|\bglobalThis\.(Deno|Bun)\b|\b(EdgeRuntime|WebSocketPair|WorkerGlobalScope)\b|\bprocess\.(versions|release)\b|\bnavigator\.userAgent|\btypeof (Deno|Bun|process|Buffer|window|document|self|navigator|caches|require)\b|"(Deno|Bun|process|Buffer|window|document)" in\b/;
  /** Not by which runtime it is, but by the version of the zlib that it has. */
  const allowed = /^src\/rootio\/(runtime\/|compression\/reused-inflate\.ts$)/;
  const withoutComments = (code: string) => code.replace(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm, "");
  const codeOf = (file: string) => withoutComments(readFileSync(join(root, file), "utf8"));

  it("is asked for in the seam alone: elsewhere no code depends on which one runs it", () => {
    for (const switched of [
      'if ("Deno" in globalThis)',
      "typeof Bun !== 'undefined'",
      "Deno.serve(",
      "process.versions.bun",
    ])
      expect(switched).toMatch(asks);
    expect(product.filter((file) => asks.test(codeOf(file)) && !allowed.test(file))).toEqual([]);
  });
});

describe("cmd/", () => {
  it("holds wiring only: files under 60 lines", () => {
    const long = filesBelow("cmd").filter((file) => readFileSync(join(root, file), "utf8").split("\n").length > 60);
    expect(long).toEqual([]);
  });
});
