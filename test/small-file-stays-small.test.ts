import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { blockBytes, bombPayload, rootBomb } from "./support/root-bombs.ts";
import { runHzz } from "./support/run-hzz.ts";
import { toyFile } from "./support/toy-files.ts";

let folder = "";
let good = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hzz-bombs-"));
  good = await toyFile("data_A");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** How `hzz inspect` ends, and the most memory it had, in MB. */
async function inspect(file: string) {
  const script = 'process.on("exit", () => console.error("rss", process.resourceUsage().maxRSS / 1e3))';
  const tell = `data:text/javascript,${encodeURIComponent(script)}`;
  const { code, stderr } = await runHzz(["inspect", file], { env: { NODE_OPTIONS: `--import=${tell}` } });
  return { code, stderr, megabytes: Number(/^rss (\S+)$/m.exec(stderr)?.[1]) };
}

it.each([
  ["streamer information", "info" as const],
  ["a tree", { tree: "mini" }],
])(
  "a file of 1 MB whose record of %s would unpack to 1 GB is refused, and takes no more memory than a good one",
  async (_, which) => {
    const before = await inspect(good);
    expect(before.code).toBe(0);
    const bomb = join(folder, "bomb.root");
    const bytes = await rootBomb(await readFile(good), which, bombPayload("ZLIB", 60), 60 * blockBytes);
    await writeFile(bomb, bytes);
    const after = await inspect(bomb);
    expect(after.code).toBe(1);
    expect(after.stderr).toMatch(/would unpack from \d+ to 1006632900 bytes.*HZZ_MAX_METADATA_BYTES.*bomb\.root/s);
    expect(after.megabytes).toBeLessThan(before.megabytes + 60);
  },
);
