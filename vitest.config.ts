import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    // `npm run test:faults` runs these; docs/faults.md says what is still open about them.
    exclude: ["test/faults/**"],
    globalSetup: ["test/support/global-setup.ts", "test/support/toy-folder-setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    sequence: { shuffle: true },
    restoreMocks: true,
  },
});
