import { BaseSequencer, type TestSpecification } from "vitest/node";
import { projects } from "./projects.ts";

/**
 * Starts what waits for servers and browsers first, so that unit tests fill the time it leaves, and files of test/ before
 * those of src/, since they take longer. Among equals the order is another in each run; `--sequence.seed` repeats one.
 * Files of a project stay together: those that are not isolated share a worker only then.
 */
export class StartOrder extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const random = mulberry32(this.ctx.config.sequence.seed);
    const keyed = files.map((file) => ({ file, rank: rankOf(file), draw: random() }));
    keyed.sort((a, b) => a.rank - b.rank || a.draw - b.draw);
    return Promise.resolve(keyed.map(({ file }) => file));
  }
}

function rankOf({ project, moduleId }: TestSpecification): number {
  const place = projects.findIndex((name) => name === project.name);
  return 2 * place + (moduleId.includes("/src/") ? 1 : 0);
}

/** Small generator of numbers in [0, 1), the same for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
