// `npm test`: installs what the tests need, then passes them all; the last line counts them. With TEST_CONTAINERS=1, compose.yaml and swarm.yaml are run as well, in a bounded way.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runContainerTests } from "./containers.mjs";
import { ensureInstalled, root } from "./install.mjs";
import { ensureContainerTools, ensurePrepared, whyNoContainers } from "./prepare.mjs";

ensureInstalled();
ensurePrepared();

const bin = join(root, "node_modules/.bin");
const only = process.argv.slice(2);

/** @returns {boolean} whether the step passed */
function step(/** @type {string} */ title, /** @type {string} */ program, /** @type {string[]} */ args) {
  console.log(`\n== ${title}`);
  const { status, error } = spawnSync(join(bin, program), args, { cwd: root, stdio: "inherit" });
  if (error) throw error;
  return status === 0;
}

// Every step runs, so that one look shows all that is wrong.
const checks =
  only.length > 0
    ? []
    : [
        step("types", "tsc", ["-p", "."]),
        step("types of the page", "tsc", ["-p", "src/page"]),
        step("rules", "eslint", ["--max-warnings", "0", "."]),
        step("format", "prettier", ["--check", "--log-level", "warn", "."]),
      ];

const folder = mkdtempSync(join(tmpdir(), "hzz-test-"));
const results = join(folder, "results.json");
step("tests", "vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${results}`, ...only]);
const { numPassedTests, numFailedTests, numPendingTests, success, testResults } = JSON.parse(
  readFileSync(results, "utf8"),
);
rmSync(folder, { recursive: true });

// What was left out is said by name, so that nobody takes it for passed.
const skipped = testResults.flatMap((file) =>
  file.assertionResults.filter(({ status }) => status === "skipped" || status === "pending"),
);
for (const { fullName } of only.length > 0 ? [] : skipped) console.log(`skipped: ${fullName}`);

const containers = only.length > 0 || process.env.TEST_CONTAINERS !== "1" ? [] : containerTests();
const containersThat = (/** @type {string} */ result) => containers.filter((one) => one.result === result).length;

const failed =
  containersThat("failed") +
  numFailedTests +
  checks.filter((passed) => !passed).length +
  (success || numFailedTests > 0 ? 0 : 1);
const passed = containersThat("passed") + numPassedTests + checks.filter((ok) => ok).length;
console.log(`\n${passed} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ""}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** Where no engine can be started, that is said, and is no failure. */
function containerTests() {
  const reason = whyNoContainers();
  if (reason === undefined) ensureContainerTools();
  else console.log(`\ncontainers: not tested here, since ${reason}`);
  const results = reason === undefined ? runContainerTests({ bounded: true }) : [];
  for (const { name, result } of results)
    if (result === "cannot run") console.log(`containers: ${name} not tested here, for the reason above`);
  return results;
}
