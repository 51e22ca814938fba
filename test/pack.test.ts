import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { childEnvironment } from "./support/child-environment.ts";
import { runHzz } from "./support/run-hzz.ts";

const root = join(import.meta.dirname, "..");
const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as Record<string, unknown>;

interface Packed {
  readonly filename: string;
  /** Bytes of the archive. */
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

let folder: string;
let packed: Packed;
/** Runs a program of npm with a home and a cache of its own, and without a network. */
async function run(program: "npm" | "npx", args: readonly string[], cwd: string): Promise<{ stdout: string }> {
  const home = join(folder, "home");
  const npm = {
    npm_config_cache: join(home, "cache"),
    npm_config_offline: "true",
    npm_config_update_notifier: "false",
  };
  const outside = Object.entries(childEnvironment()).filter(([name]) => !/^npm_/i.test(name));
  const env = { ...Object.fromEntries(outside), HOME: home, ...npm };
  return await promisify(execFile)(program, args, { cwd, env, maxBuffer: 1 << 24 });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hzz-pack-"));
  // The bundles of this run of the tests, as `npm run package` would have built them just before.
  const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], root);
  [packed] = JSON.parse(stdout) as [Packed];
});
afterAll(() => rm(folder, { recursive: true }));

describe("the package", () => {
  it("holds programs, page, licences and documentation, and neither sources nor tests", () => {
    const paths = packed.files.map(({ path }) => path);
    const programs = [
      "hzz",
      "plotter",
      "processor",
      "bridge",
      "autoscaler",
      "health",
      "worker",
      "toy-worker",
      "fit-worker",
    ];
    expect(paths).toEqual(
      expect.arrayContaining([
        ...programs.map((name) => `dist/${name}.js`),
        ...["index.html", "analyses/index.html", "docs/index.html", "lesson/index.html"].map(
          (name) => `dist/page/${name}`,
        ),
        ...["README.md", "CHANGELOG.md", "LICENSE", "dist/THIRD-PARTY-NOTICES.txt", "docs/http.md", "package.json"],
      ]),
    );
    for (const kind of ["page-.*\\.js", "page-.*\\.css", "favicon-.*\\.svg", "docs/start-.*\\.js"])
      expect(paths).toContainEqual(expect.stringMatching(`^dist/page/${kind}$`));
    expect(
      paths.filter((path) => /^(?!examples\/).*\.(tsx?|map|mjs)$|^(src|test|bench|deploy|node_modules)\//.test(path)),
    ).toEqual([]);
    // A plotter has a reader of ROOT files too, since it looks into those of a new analysis; 0.2 MB are the editor of its page. Each preset
    // has its kernels as code in edge.js: those with all variations are some 0.05 MB. What the page is made of lies
    // beside itself packed: 0.11 MB. The rest is room for some changes.
    expect(packed.size).toBeLessThan(4_850_000);
  });

  it("needs no other package, so that nothing is downloaded with it", () => {
    for (const kind of ["dependencies", "optionalDependencies", "peerDependencies", "bundleDependencies"])
      expect(manifest[kind], `${kind}: what is bundled belongs to devDependencies`).toBeUndefined();
    expect(Object.keys(manifest["scripts"] as object)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(pre|post)?install$|^prepare$/)]),
    );
  });

  it(
    "runs the toy from its archive, in an empty folder, without network and checkout",
    { timeout: 180_000 },
    async () => {
      const empty = join(folder, "empty");
      await mkdir(empty);
      await copyFile(join(folder, packed.filename), join(empty, packed.filename));
      const npx = (...args: string[]) => run("npx", ["--yes", `./${packed.filename}`, ...args], empty);
      expect((await npx("--version")).stdout).toBe(
        `hzz-edge ${String(manifest["version"])}, Node ${process.version}\n`,
      );
      const { stdout } = await npx("run", "hzz-toy");
      expect(stdout).toBe((await runHzz(["run", "hzz-toy"])).stdout);
      expect(stdout).toContain("Toy simulation, not ATLAS data");
      expect(await readdir(empty)).toEqual([packed.filename]);
    },
  );
});
