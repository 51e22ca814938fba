import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { presetInput } from "../../src/analysis/presets/presets.ts";
import { type Answer, part, status, startMisbehavingServer } from "./misbehaving-server.ts";
import { startHzz } from "./run-hzz.ts";
import { toyFile } from "./toy-files.ts";

/** What is to be done when a test ends, the last first. */
export type Releases = (() => unknown)[];

/** `hzz run` of a specification on a broker, as a process that can be watched. */
export function startRun(releases: Releases, spec: string, broker: string, env: Record<string, string> = {}) {
  const { child, ended } = startHzz(["run", spec, "--broker", broker], { env });
  releases.push(() => child.kill("SIGKILL"));
  let stderr = "";
  child.stderr?.on("data", (text: string) => (stderr += text));
  return {
    code: ended.then(({ code }) => code),
    ended,
    stderr: () => stderr,
    says: (text: string) => expect.poll(() => stderr, { timeout: 60_000 }).toContain(text),
  };
}

/**
 * A file server that keeps the first of its files back until it is told to give it, and a specification that needs them all.
 *
 * @param samples of the toy, whose files they are
 */
export async function heldFiles(releases: Releases, samples: readonly string[] = ["data_D"]) {
  const server = await startMisbehavingServer();
  releases.push(() => server[Symbol.asyncDispose]());
  let given = false;
  let looked = false;
  const held: (() => void)[] = [];
  let ask = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  const files: string[] = [];
  for (const [i, sample] of samples.entries()) {
    const bytes = readFileSync(await toyFile(sample));
    const answer: Answer = (request, response) => {
      // The look that comes before anything is filled finds nothing, so that whoever asks now has work.
      if (!looked) {
        looked = true;
        status(503)(request, response);
        return;
      }
      const give = (): void => {
        part(bytes)(request, response);
      };
      if (given || i > 0) give();
      else held.push(give);
      ask();
    };
    files.push(server.serve(`/${sample}.root`, answer));
  }
  const folder = await mkdtemp(join(tmpdir(), "hzz-held-"));
  releases.push(() => rm(folder, { recursive: true }));
  const preset = presetInput("hzz-toy") as { groups: { samples: object[] }[] };
  const [group] = preset.groups;
  const groups = [{ ...group, lane: "default", samples: [{ ...group!.samples[0], files }] }];
  const spec = join(folder, "spec.json");
  await writeFile(spec, JSON.stringify({ ...preset, groups }));
  const give = (): void => {
    given = true;
    for (const one of held) one();
  };
  return { spec, asked, give };
}
