// Sees that what the tests need besides npm packages is on this machine: today, nats-server.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Programs that tests start, with the Debian package that holds each. */
const programs = [{ name: "nats-server", version: "--version", apt: "nats-server" }];

/**
 * Installs what is missing with apt-get, if this process may; otherwise says what to run and ends the process.
 * Where everything is there it prints nothing and takes some milliseconds.
 */
export function ensurePrepared() {
  const missing = programs.filter(({ name, version }) => spawnSync(name, [version], { stdio: "ignore" }).error);
  if (missing.length === 0) return;
  const packages = missing.map(({ apt }) => apt);
  const install = ["install", "-y", "--no-install-recommends", ...packages];
  const command = `apt-get update && apt-get ${install.join(" ")}`;
  if (process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"], { stdio: "ignore" }).error) {
    console.error(
      `The tests need ${packages.join(", ")}. On Debian or Ubuntu, run as root:\n\n  ${command}\n\n` +
        "Elsewhere, put the program of this name on the PATH (see https://nats.io/download).",
    );
    process.exit(1);
  }
  console.log(`Installing ${packages.join(", ")} for the tests`);
  aptGet(["update"]);
  aptGet(install);
}

/** Shows what apt-get says only if it fails. */
function aptGet(/** @type {string[]} */ args) {
  const { status, stdout, stderr } = spawnSync("apt-get", ["-q", ...args], {
    encoding: "utf8",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (status === 0) return;
  console.error(`apt-get ${args.join(" ")} failed:\n${stdout}${stderr}`);
  process.exit(status ?? 1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensurePrepared();
