// `npm run test:containers`: runs compose.yaml and swarm.yaml for real, in Docker engines of its own (deploy/test). What follows `--` names the scripts
// to run, `compose` or `swarm`; without it both.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureInstalled, root } from "./install.mjs";
import { ensureContainerTools } from "./prepare.mjs";

/** What the scripts end with where no engine can be started. */
const cannotRun = 77;
const names = /** @type {const} */ (["compose", "swarm"]);

/** What each leaves out in a bounded run, as one of many tests. */
const boundedBy = { compose: ["--no-rabbitmq", "--once"], swarm: ["--only", "loss,update"] };

/**
 * Runs the scripts one after the other.
 *
 * @param {{ wanted?: readonly ("compose" | "swarm")[], bounded?: boolean }} [options] by default both, whole
 * @returns {{ name: string, result: "passed" | "failed" | "cannot run" }[]}
 */
export function runContainerTests({ wanted = names, bounded = false } = {}) {
  return wanted.map((name) => {
    console.log(`\n== containers: ${name}`);
    const args = bounded ? boundedBy[name] : [];
    const { status } = spawnSync(join(root, `deploy/test/${name}.sh`), args, { cwd: root, stdio: "inherit" });
    return { name, result: status === 0 ? "passed" : status === cannotRun ? "cannot run" : "failed" };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureInstalled();
  ensureContainerTools();
  const asked = process.argv.slice(2);
  const wanted = names.filter((name) => asked.length === 0 || asked.includes(name));
  const unknown = asked.find((name) => !names.some((known) => known === name));
  if (unknown !== undefined) throw new RangeError(`Expected ${names.join(" or ")}, but got "${unknown}"`);
  const results = runContainerTests({ wanted });
  for (const { name, result } of results) console.log(`${name}: ${result}`);
  process.exitCode = results.every(({ result }) => result === "passed") ? 0 : 1;
}
