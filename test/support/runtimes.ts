import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** The checkout that this file, or a bundle of it, lies in. */
export const checkoutFolder = (function find(folder: string): string {
  return existsSync(join(folder, "test/runtimes/package-lock.json")) ? folder : find(dirname(folder));
})(import.meta.dirname);

const root = checkoutFolder;
const pinned = join(root, "test/runtimes");
const pinnedFiles = ["package.json", "package-lock.json", ".npmrc"];

/** Where the package of a platform has its program: those packages are used as they are, since no package runs code while it is installed. */
const programs = {
  bun: `@oven/bun-${process.platform}-${process.arch === "arm64" ? "aarch64" : process.arch}/bin/bun`,
  deno: `@deno/${process.platform}-${process.arch}${process.platform === "linux" ? "-glibc" : ""}/deno`,
  workerd: `@cloudflare/workerd-${process.platform}-${process.arch === "x64" ? "64" : process.arch}/bin/workerd`,
};

export type OtherRuntime = keyof typeof programs;

/** For `beforeAll`: the first test that needs one waits for some 100 MB. */
export const installMs = 600_000;

/**
 * Path of another runtime's program, in the version that test/runtimes pins. All are installed with npm when a test first needs one, into a
 * folder of the checkout that carries the hash of the lock file.
 */
export async function runtimeProgram(runtime: OtherRuntime): Promise<string> {
  const lock = await readFile(join(pinned, "package-lock.json"));
  const parent = join(root, ".cache/runtimes");
  const folder = join(parent, createHash("sha256").update(lock).digest("hex").slice(0, 16));
  if (!existsSync(folder)) await install(parent, folder);
  return join(folder, "node_modules", programs[runtime]);
}

/** Renamed into its place when it is whole: another test file may do the same at this time. */
async function install(parent: string, folder: string): Promise<void> {
  await mkdir(parent, { recursive: true });
  const temporary = await mkdtemp(join(parent, "installing-"));
  try {
    for (const name of pinnedFiles) await copyFile(join(pinned, name), join(temporary, name));
    await promisify(execFile)("npm", ["ci"], { cwd: temporary });
    await rename(temporary, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
