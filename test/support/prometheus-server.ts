import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { observabilityFolder } from "./dashboard.ts";
import { freePort } from "./free-ports.ts";
import { endWithUs } from "./end-with-us.ts";

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A real Prometheus with the rules that are shipped. */
export interface TestPrometheus {
  /** @throws {Error} if the query is wrong */
  query(expression: string): Promise<Sample[]>;
  /** The alerts that are pending or fire, by name. */
  alerts(): Promise<string[]>;
  /** Ends it and removes its store. */
  remove(): Promise<void>;
}

const READY_MS = 60_000;

/**
 * Starts Prometheus with the shipped configuration, asked each second, and the addresses of these services in place of what Docker's DNS
 * would tell.
 *
 * @param services addresses of the services of each job, by the label `app`
 * @throws {Error} saying how to install it where `prometheus` is missing: these tests are never skipped.
 */
export async function startPrometheus(
  services: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<TestPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), "hzz-prometheus-"));
  const config = parse(await readFile(join(observabilityFolder, "prometheus.yml"), "utf8"), { merge: true }) as {
    global: Record<string, string>;
    scrape_configs: Record<string, unknown>[];
  };
  config.global = { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" };
  config.scrape_configs = config.scrape_configs
    .filter(({ job_name: job }) => String(job) in services)
    .map(({ job_name: job }) => ({
      job_name: job,
      static_configs: Object.entries(services[String(job)]!).map(([app, url]) => ({
        targets: [new URL(url).host],
        labels: { app },
      })),
    }));
  await writeFile(join(folder, "prometheus.yml"), stringify(config));
  await cp(join(observabilityFolder, "rules.yml"), join(folder, "rules.yml"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    "prometheus",
    [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  endWithUs(child);
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (log += text));
  const failed = once(child, "error").then(([error]: unknown[]) => {
    throw new Error("Cannot start prometheus; on Debian: apt-get install prometheus", { cause: error });
  });
  await Promise.race([ready(url, () => log), failed]);
  const get = async (path: string): Promise<unknown> => {
    const answer = (await (await fetch(`${url}/api/v1/${path}`)).json()) as { status: string; data: unknown };
    if (answer.status !== "success") throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer.data;
  };
  return {
    query: async (expression) => {
      const { result } = (await get(`query?query=${encodeURIComponent(expression)}`)) as {
        result: { metric: Record<string, string>; value: [number, string] }[];
      };
      return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
    },
    alerts: async () => {
      const { alerts } = (await get("alerts")) as { alerts: { labels: { alertname: string } }[] };
      return alerts.map(({ labels }) => labels.alertname);
    },
    remove: async () => {
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}

async function ready(url: string, log: () => string): Promise<void> {
  const deadline = performance.now() + READY_MS;
  for (;;) {
    const response = await fetch(`${url}/-/ready`).catch(() => undefined);
    if (response?.status === 200) return;
    if (performance.now() > deadline) throw new Error(`Prometheus was not ready within ${READY_MS} ms:\n${log()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
