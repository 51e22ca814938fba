import { expect } from "vitest";
import { presetByName } from "../../src/analysis/presets/presets.ts";
import { selectSamples } from "../../src/analysis/select-samples.ts";
import type { AnalysisSpec } from "../../src/analysis/spec.ts";
import { startService } from "./built-service.ts";
import { filesAtHand, samplesAtHand } from "./release-or-toy.ts";

export const lanes = ["data", "z-ttbar", "zz", "signal"] as const;

/** The samples whose files are at hand, each `copies` times in each of the four lanes. */
export function crowded(copies: number, preset: string = filesAtHand.preset): AnalysisSpec {
  const spec = selectSamples(presetByName(preset), samplesAtHand);
  const groups = spec.groups.flatMap((group) =>
    lanes.map((lane, first) => ({
      ...group,
      name: `${group.name}-${lane}`,
      lane,
      samples: Array.from({ length: copies }, (_, copy) =>
        group.samples.map((sample) => ({ ...sample, name: `${sample.name}-${first}-${copy}` })),
      ).flat(),
    })),
  );
  return { ...spec, title: `${spec.title}, ${4 * copies} times`, groups };
}

/** One of our services, ready, in a process of its own. */
export interface ServiceProcess {
  /** Without a slash at the end. */
  readonly url: string;
  /** Ends it in good order (SIGTERM). @returns its exit code */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would (SIGKILL). */
  kill(): Promise<void>;
}

export interface ServiceCluster {
  readonly plotter: ServiceProcess;
  /** One for each lane, in the order of `lanes`. */
  readonly processors: readonly ServiceProcess[];
  /** Starts a processor of this lane in a process of its own. */
  readonly startProcessor: (lane: string) => Promise<ServiceProcess>;
  readonly startPlotter: () => Promise<ServiceProcess>;
}

/**
 * One plotter, and one processor for each lane, every one in a process of its own.
 * @param broker its URL; a function gives each service, a lane or `plotter`, one of its own
 * @param places settings that say where files are
 * @param onCleanUp told how to end each of them.
 */
export async function startServiceCluster(
  broker: string | ((service: string) => string),
  places: Readonly<Record<string, string>>,
  onCleanUp: (step: () => Promise<unknown>) => void,
): Promise<ServiceCluster> {
  const urlOf = typeof broker === "string" ? () => broker : broker;
  const start = async (name: "processor" | "plotter", env: Record<string, string>): Promise<ServiceProcess> => {
    const ports = { HZZ_PORT: "0", HZZ_PROCESSOR_PORT: "0" };
    const url = urlOf(env["HZZ_LANES"] ?? name);
    const service = startService(`${name}.js`, { ...ports, HZZ_BROKER: url, ...env });
    onCleanUp(() => service.end());
    const line = await service.line(`The ${name} ${name === "plotter" ? "takes requests" : "is ready"}`);
    const place = line["url"];
    if (typeof place !== "string") throw new Error(`The ${name} does not say where it takes requests`);
    const status = async () => (await fetch(`${place}/readyz`)).status;
    await expect.poll(status, { timeout: 20_000 }).toBe(200);
    const stop = () => {
      service.signal("SIGTERM");
      return service.exited;
    };
    return { url: place, stop, kill: () => service.end() };
  };
  const startProcessor = (lane: string) =>
    start("processor", {
      HZZ_LANES: lane,
      ...places,
      HZZ_WORKERS: "1",
      HZZ_MAX_DELIVERIES: "50",
      HZZ_RETRY_DELAY_MS: "100",
    });
  const startPlotter = () => start("plotter", {});
  const [plotter, ...processors] = await Promise.all([startPlotter(), ...lanes.map(startProcessor)]);
  return { plotter, processors, startProcessor, startPlotter };
}
