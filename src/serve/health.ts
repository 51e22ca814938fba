import { get } from "node:http";
import type { Environment } from "../config/config.ts";
import type { Config } from "../config/settings.ts";
import { AppError } from "../errors/app-error.ts";
import { loadConfig } from "./load-config.ts";

/** Longer than a service takes to find out that its broker does not answer. */
const patienceMs = 4000;

const portOf: Readonly<Record<string, (config: Config) => number>> = {
  plotter: ({ port }) => port,
  processor: ({ processorPort }) => processorPort,
  bridge: ({ bridge }) => bridge.port,
  autoscaler: ({ autoscaler }) => autoscaler.port,
};

export interface Health {
  readonly ok: boolean;
  /** One line, without its end. */
  readonly line: string;
}

/**
 * Asks a service on this machine that has the same settings whether it has started, for the health checks of containers.
 *
 * @param args one of the services' names
 */
export async function checkHealth(args: readonly string[], env: Environment): Promise<Health> {
  const name = args[0] ?? "";
  const port = Object.hasOwn(portOf, name) ? portOf[name] : undefined;
  if (port === undefined || args.length !== 1)
    return { ok: false, line: `health: expected one of ${Object.keys(portOf).join(", ")}` };
  try {
    const config = loadConfig(env, {});
    return await ask(name, config.host, port(config));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ok: false, line: `${name}: ${error.message.replace(/\s*\n\s*/g, " ")}` };
  }
}

async function ask(name: string, host: string, port: number): Promise<Health> {
  if (port === 0)
    return { ok: false, line: `${name}: its port is 0, so only its log says where it listens; give it a port` };
  const url = `http://${addressFor(host)}:${port}/startedz`;
  try {
    const { status, body } = await fetchText(url);
    if (status === 200) return { ok: true, line: `${name}: it has started` };
    return { ok: false, line: `${name}: ${url} answers with ${status}: ${detailOf(body)}` };
  } catch (error) {
    return { ok: false, line: `${name}: ${url} does not answer: ${reasonOf(error)}` };
  }
}

/** Where to reach a service that listens on `host`; one that listens everywhere also listens on the loopback address. */
function addressFor(host: string): string {
  if (host === "0.0.0.0" || /^[0:]+$/.test(host)) return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** Not `fetch`, which takes longer to load than all of the rest. */
function fetchText(url: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false, signal: AbortSignal.timeout(patienceMs) }, (response) => {
      let body = "";
      response
        .setEncoding("utf8")
        .on("data", (text: string) => (body += text))
        .on("end", () => {
          resolve({ status: response.statusCode ?? 0, body });
        })
        .on("error", reject);
    }).on("error", reject);
  });
}

/** The detail of a problem document, or what was sent in its place. */
function detailOf(body: string): string {
  try {
    const { detail } = JSON.parse(body) as { readonly detail?: unknown };
    if (typeof detail === "string") return detail;
  } catch {
    // Somebody else listens there.
  }
  return JSON.stringify(body.slice(0, 200));
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown reason";
  if (error.name === "AbortError") return `no answer within ${patienceMs / 1000} s`;
  // A name with several addresses fails once for each, and only the parts have a message.
  return error.message === "" ? String((error as NodeJS.ErrnoException).code) : error.message;
}
