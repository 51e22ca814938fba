import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-ports.ts";
import { freeze } from "./freeze.ts";
import { endWithUs } from "./end-with-us.ts";

const READY_MS = 60_000;

/** A real nats-server with JetStream, on a free port of this machine, with its store in a temporary folder. */
export interface TestNatsServer {
  readonly url: string;
  readonly port: number;
  /** Ends it in good order (SIGTERM). Port and store stay for `start`. */
  stop(): Promise<void>;
  /** Ends it as a power cut would (SIGKILL). */
  kill(): Promise<void>;
  /** Holds it still, connections and all, until `thaw` (SIGSTOP, SIGCONT). */
  freeze(): void;
  thaw(): void;
  /** Starts it again on the same port and store. */
  start(): Promise<void>;
  /** Copies its store to a place beside it, as it is now. */
  saveStore(): Promise<void>;
  /** Puts the saved store in the place of its own, or none if none was saved; to be called while it is ended. */
  restoreStore(): Promise<void>;
  /** Ends it and removes its store. */
  remove(): Promise<void>;
}

export interface NatsServerOptions {
  /** Address of this machine that it listens on; by default one that nobody else reaches. */
  readonly host?: string;
  /** Where its folder is made; by default among the temporary ones. */
  readonly folder?: string;
  /** Starts it with a configuration file, which says where its store is, in place of one that lets everybody do everything. */
  readonly config?: NatsServerConfig;
}

export interface NatsServerConfig {
  /** The text of files by their names; all are written into one folder, `STORE` replaced by the path of the store. */
  readonly files: Readonly<Record<string, string>>;
  /** The file to start it with. */
  readonly main: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/** @throws {Error} saying how to install it where `nats-server` is missing: these tests are never skipped. */
export async function startNatsServer(options: NatsServerOptions = {}): Promise<TestNatsServer> {
  const { host = "127.0.0.1" } = options;
  const folder = await mkdtemp(join(options.folder ?? tmpdir(), "hzz-nats-"));
  const plan: Plan = { folder, host, ...(options.config && { config: options.config }) };
  if (plan.config !== undefined) await writeConfig(folder, plan.config);
  const port = await freePort(host);
  let running = await launch(plan, port);
  const end = async (signal: NodeJS.Signals) => {
    if (running.exitCode !== null || running.signalCode !== null) return;
    const exited = once(running, "exit");
    running.kill(signal);
    await exited;
  };
  return {
    url: `nats://${host}:${port}`,
    port,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    freeze: () => {
      freeze(running);
    },
    thaw: () => running.kill("SIGCONT"),
    start: async () => {
      running = await launch(plan, port);
    },
    saveStore: () => cp(join(folder, "store"), join(folder, "saved"), { recursive: true }),
    restoreStore: async () => {
      await rm(join(folder, "store"), { recursive: true });
      const isSaved = (await readdir(folder)).includes("saved");
      if (isSaved) await cp(join(folder, "saved"), join(folder, "store"), { recursive: true });
    },
    remove: async () => {
      await end("SIGKILL");
      await rm(folder, { recursive: true });
    },
  };
}

interface Plan {
  readonly folder: string;
  readonly host: string;
  readonly config?: NatsServerConfig;
}

async function writeConfig(folder: string, { files }: NatsServerConfig): Promise<void> {
  for (const [name, text] of Object.entries(files))
    await writeFile(join(folder, name), text.replaceAll("STORE", join(folder, "store")));
}

async function launch({ folder, host, config }: Plan, port: number): Promise<ChildProcess> {
  const kind =
    config === undefined
      ? ["-js", "-sd", join(folder, "store")]
      : ["-c", join(folder, config.main), "-m", "-1", ...(config.args ?? [])];
  const args = [...kind, "-a", host, "-p", String(port), "--ports_file_dir", folder];
  const env = { ...process.env, ...config?.env };
  const server = spawn("nats-server", args, { env, stdio: ["ignore", "ignore", "pipe"] });
  endWithUs(server);
  let log = "";
  server.stderr.on("data", (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4000);
  });
  let failure: Error | undefined;
  server.on("error", (cause) => {
    failure = new Error("nats-server is not installed: run `apt-get install nats-server`, or `npm test` as root", {
      cause,
    });
  });
  const deadline = performance.now() + READY_MS;
  for (;;) {
    if (failure !== undefined) throw failure;
    if (server.exitCode !== null) throw new Error(`nats-server ended with code ${server.exitCode}:\n${log}`);
    // Written once the server takes connections.
    const file = (await readdir(folder)).find((name) => name === `nats-server_${server.pid ?? 0}.ports`);
    const ports = file === undefined ? "" : await readFile(join(folder, file), "utf8");
    if (/(?:nats|tls):\/\//.test(ports)) return server;
    if (performance.now() > deadline) {
      server.kill("SIGKILL");
      throw new Error(`nats-server was not ready within ${READY_MS} ms:\n${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
