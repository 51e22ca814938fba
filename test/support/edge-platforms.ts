import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { childEnvironment } from "./child-environment.ts";
import { commandOnPage, configOnPage } from "./edge-page.ts";
import { endWithUs } from "./end-with-us.ts";
import { freePort } from "./free-ports.ts";
import { distFolder } from "./run-in-process.ts";
import { runtimeProgram } from "./runtimes.ts";

export const edgePlatforms = ["workerd", "deno", "bun"] as const;

export type EdgePlatform = (typeof edgePlatforms)[number];

/** The built `edge.js` in another runtime than Node, started as docs/edge.md says, on a port of this machine. */
export interface EdgeServer extends AsyncDisposable {
  readonly url: string;
}

const upMs = 60_000;

type Settings = Readonly<Record<string, string>>;

/**
 * @param filesOrigin the only server beside itself that Deno may speak to
 * @param kernels bodies of kernels that the build of the bundle is to know beside those of the presets
 */
export async function startEdge(
  platform: EdgePlatform,
  settings: Settings,
  filesOrigin: string,
  kernels: readonly string[] = [],
): Promise<EdgeServer> {
  const program = await runtimeProgram(platform);
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "hzz-edge-"));
  for (const name of ["edge-zstd.wasm", "edge-xxhash.wasm"]) await copyFile(join(distFolder, name), join(folder, name));
  await writeFile(join(folder, "edge.js"), withKernels(await readFile(join(distFolder, "edge.js"), "utf8"), kernels));
  await writeFile(join(folder, "edge.capnp"), workerdConfig(port, settings));
  const at = { "8787": String(port) };
  const args = {
    workerd: () => commandOnPage("workerd serve", {}),
    deno: () => commandOnPage("deno serve", { ...at, "files.example.org": new URL(filesOrigin).host }),
    bun: () => commandOnPage("bun run", at),
  }[platform]();
  const env = childEnvironment({ ...settings, DENO_DIR: join(folder, "deno"), DENO_NO_UPDATE_CHECK: "1" });
  const child = spawn(program, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  endWithUs(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  const url = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + upMs;
  while (!(await isUp(url))) {
    if (hasEnded(child) || performance.now() > deadline) {
      await end(child, folder);
      throw new Error(`${platform} does not answer; it said: ${said}`);
    }
    await pause(10);
  }
  return { url, [Symbol.asyncDispose]: () => end(child, folder) };
}

/** As deploy/pages/preset-kernels.ts writes them. */
function withKernels(bundle: string, kernels: readonly string[]): string {
  const start = /\bprebuiltKernels ?= ?new Map\(\[/;
  if (!start.test(bundle)) throw new Error("edge.js has no map of kernels");
  const entries = kernels.map((body) => `[${JSON.stringify(body)}, function (runtime) {\n${body}\n}],`);
  return bundle.replace(start, (found) => found + entries.join("\n"));
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function end(child: ChildProcess, folder: string): Promise<void> {
  if (!hasEnded(child)) {
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }
  await rm(folder, { recursive: true, force: true });
}

async function isUp(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`).then(
    async (response) => {
      await response.arrayBuffer();
      return response.ok;
    },
    () => false,
  );
}

/** The files of tests are not on the open internet. */
function workerdConfig(port: number, settings: Settings): string {
  const bindings = Object.entries(settings).map(
    ([name, text]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(text)})`,
  );
  return configOnPage({
    "8787": String(port),
    '["public"]': '["public", "private"]',
    '[(name = "HZZ_TOKEN", text = "sixteen-or-more-characters")]': `[${bindings.join(", ")}]`,
  });
}
