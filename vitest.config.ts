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
    // Tests with servers mostly wait, so that more files at once than there are cores do well.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    sequence: { shuffle: { files: false, tests: true }, sequencer: StartOrder },
    restoreMocks: true,
  },
});
