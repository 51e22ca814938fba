// `npm test`: installs what the tests need, then passes them all; the last line counts them. What `--` names in addition is for vitest (a path, `--project unit`), and is run without checks.
// With `--all`, what one broker shows well enough for every day is shown on both. With TEST_CONTAINERS=1, compose.yaml and swarm.yaml are run as well, in a bounded way.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { runContainerTests } from "./containers.mjs";
import { ensureInstalled, root } from "./install.mjs";
import { ensureContainerTools, ensurePrepared, whyNoContainers } from "./prepare.mjs";

ensureInstalled();
ensurePrepared();

const asked = process.argv.slice(2);
const only = asked.filter((argument) => argument !== "--all");
const env = asked.includes("--all") ? { ...process.env, TEST_ALL: "1" } : process.env;
const isWhole = only.length === 0;

/** @typedef {{ title: string, passed: boolean, seconds: number, output: string }} Step */

/**
 * Runs a program of node_modules/.bin to its end.
 *
 * @param {string} title
 * @param {string} program
 * @param {readonly string[]} args
 * @param {"inherit" | "pipe"} [output] where it goes to: at once to whoever watches, or into the result
 * @returns {Promise<Step>}
 */
function step(title, program, args, output = "pipe") {
  const begun = performance.now();
  const child = spawn(join(root, "node_modules/.bin", program), args, {
    cwd: root,
    env,
    stdio: ["ignore", output, output],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (text += chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      resolve({ title, passed: code === 0, seconds: (performance.now() - begun) / 1000, output: text });
    });
  });
}

/** One after the other, beside the tests, which mostly wait. Every one runs, so that one look shows all that is wrong. */
async function check() {
  /** @type {Step[]} */
  const done = [];
  const types = ["--incremental", "--tsBuildInfoFile"];
  const cache = "node_modules/.cache";
  const formatCache = ["--cache", "--cache-strategy", "content", "--cache-location", `${cache}/format`];
  for (const [title, program, ...args] of /** @type {const} */ ([
    ["types", "tsc", "-p", ".", ...types, `${cache}/types.tsbuildinfo`],
    ["types of the page", "tsc", "-p", "src/page", ...types, `${cache}/page-types.tsbuildinfo`],
    ["types of the site", "tsc", "-p", "src/site", ...types, `${cache}/site-types.tsbuildinfo`],
    ["rules", "oxlint"],
    // A file that has not changed since it was found in format is not looked at again.
    ["format", "prettier", "--check", "--log-level", "warn", ...formatCache, "."],
  ]))
    done.push(await step(title, program, args));
  return done;
}

const folder = mkdtempSync(join(tmpdir(), "hzz-test-"));
const results = join(folder, "results.json");
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`];
const [checks, tests] = await Promise.all([
  isWhole ? check() : [],
  step("tests", "vitest", ["run", ...reporters, ...only], "inherit"),
]);
const { numPassedTests, numFailedTests, numPendingTests, testResults } = readResults();
rmSync(folder, { recursive: true });

for (const { title, passed, output } of checks)
  console.log(`\n== ${title}: ${passed ? "passed" : "failed"}\n${output}`);

// What was left out is said by name, so that nobody takes it for passed.
const skipped = testResults.flatMap((file) =>
  file.assertionResults.filter(({ status }) => status === "skipped" || status === "pending"),
);
for (const { fullName } of isWhole ? skipped : []) console.log(`skipped: ${fullName}`);

// Passed, but not at once: nobody should think that nothing is wrong with these.
const again = testResults.flatMap((file) =>
  file.assertionResults.filter(({ status, failureMessages }) => status === "passed" && failureMessages.length > 0),
);
for (const { fullName, failureMessages } of again)
  console.log(`passed at the second try: ${fullName}: ${failureMessages[0].split("\n")[0]}`);

const containers = isWhole && process.env.TEST_CONTAINERS === "1" ? containerTests() : [];
const containersThat = (/** @type {string} */ result) => containers.filter((one) => one.result === result).length;

if (isWhole) console.log(`\nlongest: ${longest()}`);
const failed =
  containersThat("failed") +
  numFailedTests +
  checks.filter((one) => !one.passed).length +
  (tests.passed || numFailedTests > 0 ? 0 : 1);
const passed = containersThat("passed") + numPassedTests + checks.filter((one) => one.passed).length;
console.log(`\n${passed} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ""}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** Vitest writes nothing if it cannot even begin, and has said why. */
function readResults() {
  try {
    return JSON.parse(readFileSync(results, "utf8"));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, testResults: [] };
  }
}

/** The ten files and checks that took longest, with seconds of wall time. Some of them ran side by side. */
function longest() {
  const files = testResults.map(({ name, startTime, endTime }) => ({
    title: relative(root, name),
    seconds: (endTime - startTime) / 1000,
  }));
  return [...files, ...checks, ...containers]
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, 10)
    .map(({ title, seconds }) => `${title} ${seconds.toFixed(0)} s`)
    .join(", ");
}

/** Where no engine can be started, that is said, and is no failure. */
function containerTests() {
  const reason = whyNoContainers();
  if (reason === undefined) ensureContainerTools();
  else console.log(`\ncontainers: not tested here, since ${reason}`);
  const results = reason === undefined ? runContainerTests({ bounded: true }) : [];
  for (const { name, result } of results)
    if (result === "cannot run") console.log(`containers: ${name} not tested here, for the reason above`);
  return results.map((one) => ({ ...one, title: `containers: ${one.name}` }));
}
