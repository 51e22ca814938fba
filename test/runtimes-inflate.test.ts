import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { deflateSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { childEnvironment } from "./support/child-environment.ts";
import { installMs, runtimeProgram } from "./support/runtimes.ts";

let folder: string;

beforeAll(async () => {
  await runtimeProgram("deno");
  folder = await mkdtemp(join(tmpdir(), "hzz-inflate-"));
}, installMs);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** As baskets are: a small and a large one, some of whose bytes repeat. */
const baskets = [32_000, 1_500_000].map((length) =>
  Uint8Array.from({ length }, (_, i) => (i % 4 === 3 ? 0x42 : Math.imul(i, 2_654_435_761) >>> 27)),
);

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

it.each(["deno", "bun"] as const)(
  "%s inflates by the reused handle, right streams and wrong ones in turn",
  async (runtime) => {
    const streams = baskets.map((basket) => deflateSync(basket).toString("base64"));
    const program = join(folder, `${runtime}.mjs`);
    await build({
      stdin: {
        contents: `
          import { createHash } from "node:crypto";
          import { createReusedInflate } from "./src/rootio/compression/reused-inflate.ts";
          const inflate = createReusedInflate();
          const target = new Uint8Array(${Math.max(...baskets.map(({ length }) => length)) + 1});
          const found = inflate && ${JSON.stringify(streams)}.map((text) => {
            const stream = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
            const cut = inflate(stream.subarray(0, -5), target);
            const length = inflate(stream, target);
            return { cut, length, hash: createHash("sha256").update(target.subarray(0, length)).digest("hex") };
          });
          console.log(JSON.stringify(found ?? "the documented call"));`,
        resolveDir: join(import.meta.dirname, ".."),
      },
      ...{ outfile: program, bundle: true, platform: "node", format: "esm", logLevel: "warning" },
    });
    const args = runtime === "deno" ? ["run", "--no-prompt", "--no-config", program] : [program];
    const env = childEnvironment({ DENO_DIR: join(folder, "deno"), DENO_NO_UPDATE_CHECK: "1" });
    const { stdout } = await promisify(execFile)(await runtimeProgram(runtime), args, { env });
    expect(JSON.parse(stdout)).toEqual(
      baskets.map((basket) => ({ cut: -1, length: basket.length, hash: hashOf(basket) })),
    );
  },
  60_000,
);
