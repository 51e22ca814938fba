import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { filesOf, projects } from "./test/support/projects.ts";
import { StartOrder } from "./test/support/start-order.ts";

export default defineConfig({
  test: {
    projects: projects.map((name) => ({
      extends: true as const,
      // Unit tests leave nothing behind, so that a worker loads what they share once.
      test: { name, ...filesOf(name), isolate: name !== "unit" },
    })),
    globalSetup: ["test/support/global-setup.ts", "test/support/toy-folder-setup.ts"],
    // Most of the time of tests with servers and browsers is waiting, so that two files for each core do well.
    maxWorkers: 2 * availableParallelism(),
    // Nothing takes so long. On a busy machine everything takes longer, which is no failure.
    testTimeout: 60_000,
    hookTimeout: 180_000,
    sequence: { shuffle: { files: false, tests: true }, sequencer: StartOrder },
    restoreMocks: true,
  },
});
