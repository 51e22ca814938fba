// Sees that what the tests need besides npm packages is on this machine: nats-server, rabbitmq-server, nginx, and browsers for the page.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Programs that tests start, under the names that they may have, with the Debian packages of each. */
const programs = [
  { names: ["nats-server"], apt: ["nats-server"], from: "https://nats.io/download" },
  // Brings Erlang. The tests start servers of their own; the services that come with the packages are stopped again.
  {
    names: ["rabbitmq-server"],
    apt: ["rabbitmq-server"],
    from: "https://www.rabbitmq.com/docs/download",
    services: ["rabbitmq-server", "epmd.socket", "epmd"],
  },
  // Network namespaces, in which a cable can be cut.
  { names: ["ip"], apt: ["iproute2"], from: "https://wiki.linuxfoundation.org/networking/iproute2" },
  // With promtool, which checks what is shipped for it.
  { names: ["promtool"], apt: ["prometheus"], from: "https://prometheus.io/download", services: ["prometheus"] },
  // The plotter is tested behind it.
  { names: ["nginx"], apt: ["nginx-light"], from: "https://nginx.org/en/download.html", services: ["nginx"] },
  // The static host that docs/edge.md names.
  { names: ["python3"], apt: ["python3"], from: "https://www.python.org/downloads" },
  { names: ["openssl"], apt: ["openssl"], from: "https://openssl-library.org/source" },
  // Without any font the browser draws no text.
  {
    names: ["chromium", "chromium-browser"],
    apt: ["chromium", "fonts-dejavu-core"],
    from: "https://www.chromium.org/getting-involved/download-chromium",
  },
  { names: ["firefox-esr", "firefox"], apt: ["firefox-esr"], from: "https://www.mozilla.org/firefox" },
];

/** What deploy/test starts Docker engines with, and makes stand-ins for base images with. */
const containerTools = [
  {
    names: ["dockerd"],
    apt: ["docker.io"],
    from: "https://docs.docker.com/engine/install",
    services: ["docker.socket", "docker", "containerd"],
  },
  ...[
    { names: ["iptables"], from: "https://netfilter.org/projects/iptables" },
    { names: ["slirp4netns"], from: "https://github.com/rootless-containers/slirp4netns" },
    { names: ["mmdebstrap"], from: "https://gitlab.mister-muffin.de/josch/mmdebstrap" },
    { names: ["jq"], from: "https://jqlang.org/download" },
    { names: ["curl"], from: "https://curl.se/download.html" },
  ].map((tool) => ({ ...tool, apt: tool.names })),
];

/**
 * Installs what is missing with apt-get, if this process may; otherwise says what to run and ends the process.
 * Where everything is there it prints nothing and takes some milliseconds.
 */
export function ensurePrepared() {
  ensure(programs);
}

/** As `ensurePrepared`, for the tests of containers. */
export function ensureContainerTools() {
  ensure(containerTools);
}

/**
 * Whether this process could start Docker engines: as root, with what is needed at hand or to be installed.
 * @returns {string | undefined} why not
 */
export function whyNoContainers() {
  if (process.platform !== "linux") return "they need Linux";
  if (process.getuid?.() !== 0) return "they need root: sudo npm run test:containers";
  const missing = containerTools.filter(({ names }) => !names.some(isOnPath));
  if (missing.length > 0 && !isOnPath("apt-get"))
    return `they need ${missing.flatMap(({ names }) => names).join(", ")}`;
  return undefined;
}

/** @param {readonly { names: string[], apt: string[], from: string, services?: string[] }[]} wanted */
function ensure(wanted) {
  const missing = wanted.filter(({ names }) => !names.some(isOnPath));
  if (missing.length === 0) return;
  const packages = missing.flatMap(({ apt }) => apt);
  const install = ["install", "-y", "--no-install-recommends", ...packages];
  const command = `apt-get update && apt-get ${install.join(" ")}`;
  if (process.getuid?.() !== 0 || !isOnPath("apt-get")) {
    console.error(
      `The tests need ${packages.join(", ")}. On Debian or Ubuntu, run as root:\n\n  ${command}\n\n` +
        `Elsewhere, put on the PATH: ${missing.map(({ names, from }) => `${names[0]} (see ${from})`).join(", ")}.`,
    );
    process.exit(1);
  }
  console.log(`Installing ${packages.join(", ")} for the tests`);
  aptGet(["update"]);
  aptGet(install);
  for (const { services = [] } of missing) stopServices(services);
}

/** Stops what a package has just started, now and at the next start of the machine. Where nothing was started, nothing happens. */
function stopServices(/** @type {readonly string[]} */ services) {
  if (services.length === 0) return;
  const { error } = spawnSync("systemctl", ["disable", "--now", ...services], { stdio: "ignore" });
  if (error) for (const service of services) spawnSync("service", [service, "stop"], { stdio: "ignore" });
}

/** Asking programs for their version would start them; a browser takes its time for that. */
function isOnPath(/** @type {string} */ name) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
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
