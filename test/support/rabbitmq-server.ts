import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePorts } from "./free-ports.ts";
import { freeze } from "./freeze.ts";
import { endWithUs } from "./end-with-us.ts";

/** It takes three to five seconds of computing on an idle machine, most of it the start of the Erlang runtime; a busy one takes its time. */
const READY_MS = 150_000;
/** The distribution's own script; the one on the PATH changes to the service's user first, and needs its folders. */
const SCRIPT = "/usr/lib/rabbitmq/bin/rabbitmq-server";
const CONTROL = "/usr/lib/rabbitmq/bin/rabbitmqctl";
const MISSING = "rabbitmq-server is not installed: run `apt-get install rabbitmq-server`, or `npm test` as root";

/**
 * A real rabbitmq-server on free loopback ports, with its store, cookie and log in a temporary folder. Login guest:guest.
 * About 120 MB of memory. It has a port mapper (epmd) of its own, which ends with it: nothing of it is known outside.
 */
export interface TestRabbitMqServer {
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
  /** What its operator does with `rabbitmqctl`, such as `["set_disk_free_limit", "50MB"]`. Takes a second or two. */
  control(args: readonly string[]): Promise<void>;
  /** Ends it and removes its store. */
  remove(): Promise<void>;
}

/**
 * @param settings further lines of its rabbitmq.conf, such as `"default_vhost = other"`.
 * @throws {Error} saying how to install it where `rabbitmq-server` is missing: these tests are never skipped.
 */
export async function startRabbitMqServer(settings: readonly string[] = []): Promise<TestRabbitMqServer> {
  for (let tries = 1; ; tries++) {
    try {
      return await startOnFreePorts(settings);
    } catch (error) {
      // A port that was free a moment ago may be somebody's outgoing connection by now.
      if (tries === 3 || !(error instanceof Error) || !/could not bind|in use|already_used/.test(error.message))
        throw error;
    }
  }
}

async function startOnFreePorts(settings: readonly string[]): Promise<TestRabbitMqServer> {
  const folder = await mkdtemp(join(tmpdir(), "hzz-rabbitmq-"));
  const [amqp, nodes, mapper] = await freePorts(3);
  const ports: Ports = { amqp: amqp!, nodes: nodes!, mapper: mapper! };
  const overridden = new Set(settings.map((line) => line.split(" ")[0]));
  const defaults = configuration(ports).filter((line) => !overridden.has(line.split(" ")[0]));
  await writeFile(join(folder, "rabbitmq.conf"), [...defaults, ...settings, ""].join("\n"));
  await writeFile(join(folder, "enabled_plugins"), "[].\n");
  // Without this the runtime looks its own host up with a helper process, which nobody would wait for in a container.
  await writeFile(join(folder, "inetrc"), '{lookup,[file]}.\n{host,{127,0,0,1},["localhost"]}.\n');
  const portMapper = spawnTied("epmd", ["-port", String(ports.mapper), "-address", "127.0.0.1"], process.env, "ignore");
  await untilListening(ports.mapper, portMapper);
  const remove = async (server?: ChildProcess): Promise<void> => {
    if (server !== undefined) await end(server, "SIGKILL");
    await end(portMapper, "SIGKILL");
    // The helpers of a killed runtime end a moment later, and may still write.
    await rm(folder, { recursive: true, maxRetries: 10 });
  };
  let running = await launch(folder, ports).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return {
    url: `amqp://127.0.0.1:${ports.amqp}`,
    port: ports.amqp,
    stop: () => end(running, "SIGTERM"),
    kill: () => end(running, "SIGKILL"),
    freeze: () => {
      freeze(running);
    },
    thaw: () => running.kill("SIGCONT"),
    start: async () => {
      running = await launch(folder, ports);
    },
    control: async (args) => {
      await promisify(execFile)(CONTROL, ["--quiet", ...args], { env: environment(folder, ports) });
    },
    remove: () => remove(running),
  };
}

/** The server would otherwise start a port mapper itself, which nobody ends. */
async function untilListening(port: number, mapper: ChildProcess): Promise<void> {
  let failure: Error | undefined;
  mapper.once("error", (cause) => {
    failure = new Error(MISSING, { cause });
  });
  for (let tries = 0; tries < 500; tries++) {
    if (failure !== undefined) throw failure;
    const socket = connect(port, "127.0.0.1");
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => {
        resolve(true);
      });
      socket.once("error", () => {
        resolve(false);
      });
    });
    socket.destroy();
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`epmd does not listen on port ${port}`);
}

interface Ports {
  readonly amqp: number;
  readonly nodes: number;
  readonly mapper: number;
}

function configuration({ amqp }: Ports): string[] {
  return [
    `listeners.tcp.1 = 127.0.0.1:${amqp}`,
    "num_acceptors.tcp = 2",
    // A machine full of builds and tests is not what these tests are about.
    "disk_free_limit.absolute = 50MB",
    "log.file = false",
    "log.console = true",
    "log.console.level = warning",
  ];
}

function environment(folder: string, { amqp, nodes, mapper }: Ports): NodeJS.ProcessEnv {
  return {
    ...process.env,
    HOME: folder,
    ERL_EPMD_PORT: String(mapper),
    ERL_EPMD_ADDRESS: "127.0.0.1",
    ERL_INETRC: join(folder, "inetrc"),
    RABBITMQ_NODENAME: `hzz-${amqp}@localhost`,
    RABBITMQ_DIST_PORT: String(nodes),
    RABBITMQ_MNESIA_BASE: join(folder, "mnesia"),
    RABBITMQ_LOG_BASE: join(folder, "log"),
    RABBITMQ_CONF_ENV_FILE: "/dev/null",
    RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq.conf"),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "enabled_plugins"),
    RABBITMQ_SERVER_ERL_ARGS: "+P 65536 +t 1048576 +sbwt none +sbwtdcpu none +sbwtdio none +S 2:2",
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-kernel inet_dist_use_interface {127,0,0,1}",
    // The script replaces itself by the server then, so that signals reach it.
    RABBITMQ_ALLOW_INPUT: "yes",
  };
}

async function launch(folder: string, ports: Ports): Promise<ChildProcess> {
  await mkdir(join(folder, "log"), { recursive: true });
  const server = spawnTied(SCRIPT, ["-noinput"], environment(folder, ports), "pipe");
  let log = "";
  let ready = false;
  let failure: Error | undefined;
  const take = (chunk: Buffer) => {
    log += chunk.toString();
    // Written once the server takes connections; much may follow it at once.
    if (/completed with \d+ plugins/.test(log)) ready = true;
    log = log.slice(-4000);
  };
  server.stdout?.on("data", take);
  server.stderr?.on("data", take);
  server.on("error", (cause) => {
    failure = new Error(MISSING, { cause });
  });
  const deadline = performance.now() + READY_MS;
  while (!ready) {
    if (failure !== undefined) throw failure;
    if (server.exitCode !== null) throw new Error(`rabbitmq-server ended with code ${server.exitCode}:\n${log}`);
    if (performance.now() > deadline) {
      server.kill("SIGKILL");
      throw new Error(`rabbitmq-server was not ready within ${READY_MS} ms:\n${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return server;
}

/** A process that a test run which breaks off does not leave behind. */
function spawnTied(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  output: "pipe" | "ignore",
): ChildProcess {
  const child = spawn(command, args, { env, stdio: ["ignore", output, output] });
  endWithUs(child);
  // Where it is missing, whoever needs it says so.
  child.on("error", () => undefined);
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill(signal);
  // One that is held still could not end.
  if (signal === "SIGKILL") child.kill("SIGCONT");
  await exited;
}
