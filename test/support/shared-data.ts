import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";

/** Folder of real data and reference numbers beside a checkout; other people's files, never part of the repository. */
export const sharedFolder = join(import.meta.dirname, "../../../shared");

/** Whether it is there. Tests that can do with any files take `release-or-toy.ts`; what stays here compares with real ones. */
export const hasSharedData = existsSync(join(sharedFolder, "reference"));

if (!hasSharedData && process.env["CI"] === "true")
  throw new Error(
    `CI must run the real-data tests, but ${sharedFolder} is missing: put the shared data beside the checkout`,
  );

/** `describe` for tests on real data: they run where the data is, and say by name what is missing where it is not. */
export function describeWithSharedData(title: string, define: () => void): void {
  if (hasSharedData) describe(title, define);
  // Not described at all, since describing already opens files.
  else it.skip(`${title}: needs the real files in ../shared`, () => undefined);
}

export function sharedPath(...parts: string[]): string {
  return join(sharedFolder, ...parts);
}
