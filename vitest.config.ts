import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { filesOf, projects } from "./test/support/projects.ts";
import { StartOrder } from "./test/support/start-order.ts";

const shuffle = { files: false, tests: true };

export default defineConfig({
  test: {
    // They extend nothing: each would pass the set-up of the whole run once more.
    projects: projects.map((name) => ({
      test: {
        name,
        ...filesOf(name),
        // These leave nothing behind in a worker, so that it loads what they share once.
        isolate: name === "broker",
        // Nothing takes so long. On a busy machine everything takes longer, which is no failure.
        testTimeout: 120_000,
        hookTimeout: 180_000,
        expect: { poll: { timeout: 45_000 } },
        sequence: { shuffle },
        // Where browsers, brokers and the machine have a part, a test that fails is tried once more, and named at the end of the run.
        retry: name === "unit" ? 0 : 1,
        restoreMocks: true,
      },
    })),
    globalSetup: ["test/support/global-setup.ts", "test/support/toy-folder-setup.ts"],
    // Three files on two cores: tests with servers and browsers wait part of their time, but four had to wait for the machine.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    sequence: { shuffle, sequencer: StartOrder },
  },
});
