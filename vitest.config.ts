import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: ["test/support/global-setup.ts", "test/support/toy-folder-setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    sequence: { shuffle: true },
    restoreMocks: true,
  },
});
