import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { laneLabel, ruleIn } from "../src/autoscaler/service-labels.ts";
import { allSettings } from "../src/config/settings.ts";

const root = join(import.meta.dirname, "..");
const files = [
  "swarm.yaml",
  ...readdirSync(join(root, "deploy/swarm"))
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => `deploy/swarm/${name}`),
];

interface UpdateConfig {
  readonly order: string;
  readonly failure_action: string;
  readonly monitor: string;
}

interface Mount {
  readonly source: string;
  readonly target: string;
  readonly mode?: number;
}

interface Service {
  readonly image: string;
  readonly command: readonly string[];
  readonly user: string;
  readonly init: boolean;
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly stop_grace_period: string;
  readonly logging: { readonly options: Readonly<Record<string, string>> };
  readonly healthcheck: { readonly test: readonly string[] };
  readonly environment?: Readonly<Record<string, string>>;
  readonly networks: readonly string[];
  readonly ports?: readonly Readonly<Record<string, unknown>>[];
  readonly volumes?: readonly (Mount & { readonly type: string; readonly tmpfs?: { readonly size: number } })[];
  readonly configs?: readonly Mount[];
  readonly secrets?: readonly Mount[];
  readonly deploy: {
    readonly replicas: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly placement?: { readonly constraints?: readonly string[] };
    readonly resources: Readonly<Record<"limits" | "reservations", Readonly<Record<string, string | number>>>>;
    readonly restart_policy: { readonly condition: string };
    readonly update_config: UpdateConfig;
    readonly rollback_config: UpdateConfig;
  };
}

interface Stack {
  readonly version: string;
  readonly services?: Readonly<Record<string, Service>>;
  readonly networks?: Readonly<Record<string, { readonly driver: string; readonly internal?: boolean }>>;
  readonly configs?: Readonly<Record<string, { readonly name: string; readonly file: string }>>;
  readonly secrets?: Readonly<Record<string, { readonly name: string; readonly file: string }>>;
}

const read = (file: string): string => readFileSync(join(root, file), "utf8");
// Docker reads YAML 1.1, where 0400 is octal.
const stacks = new Map(files.map((file) => [file, parse(read(file), { version: "1.1", merge: true }) as Stack]));
const main = stacks.get("swarm.yaml")!;
const services = [...stacks.values()]
  .flatMap((stack) => Object.entries(stack.services ?? {}))
  // What takes another file's service out of the stack.
  .filter(([, service]) => service.deploy.replicas > 0);
const ours = services.filter(([, { image }]) => image.includes("hzz-edge"));
const processors = ours.filter(([, { command }]) => command[0] === "processor.js");
const pinned = services.filter(([, { volumes }]) => volumes?.some(({ type }) => type === "volume") ?? false);

const seconds = (text: string): number => Number(/^(\d+)s$/.exec(text)?.[1]);
const bytes = (text: string | number): number =>
  Number.parseInt(String(text)) * ({ M: 2 ** 20, G: 2 ** 30 }[String(text).slice(-1)] ?? NaN);
const defaultOf = (variable: string): unknown => allSettings.find((setting) => setting.variable === variable)!.default;

/** What `docker stack deploy` of engine 20.10 takes and acts on. Others are refused, or worse, left out in silence: build, depends_on, security_opt, restart, mem_limit, profiles and so on. */
const serviceKeys =
  "cap_add cap_drop command configs deploy entrypoint environment healthcheck hostname image init labels logging networks ports read_only secrets stop_grace_period stop_signal sysctls ulimits user volumes".split(
    " ",
  );
const deployKeys =
  "endpoint_mode labels mode placement replicas resources restart_policy rollback_config update_config".split(" ");
const topKeys = "configs networks secrets services version volumes".split(" ");

describe.each([...stacks])("%s", (file, stack) => {
  it("has only what docker stack deploy takes", () => {
    const unknown = (keys: object, known: readonly string[]): string[] =>
      Object.keys(keys).filter((key) => !known.includes(key) && !key.startsWith("x-"));
    expect(unknown(stack, topKeys)).toEqual([]);
    for (const service of Object.values(stack.services ?? {})) {
      expect(unknown(service, serviceKeys)).toEqual([]);
      expect(unknown(service.deploy, deployKeys)).toEqual([]);
      expect(unknown({ ...service.deploy.resources }, ["limits", "reservations"])).toEqual([]);
    }
    for (const definition of Object.values({ ...stack.configs, ...stack.secrets }))
      expect(unknown(definition, ["file", "name"])).toEqual([]);
  });

  it("has the version of the others, without which files cannot be put together", () => {
    expect(stack.version).toBe(main.version);
  });

  it("uses only the forms of variables that docker stack deploy knows", () => {
    const forms = [...read(file).matchAll(/\$\{[A-Z0-9_]+([^}]*)\}/g)].map(([, rest]) => rest!);
    expect(forms.filter((rest) => !/^:-[^$]*$/.test(rest))).toEqual([]);
  });

  it("has networks that reach all nodes", () => {
    for (const { driver } of Object.values(stack.networks ?? {})) expect(driver).toBe("overlay");
  });

  it("names each configuration of the broker after its content, as a swarm replaces it only under another name", () => {
    for (const [key, { name, file: source }] of Object.entries(stack.configs ?? {})) {
      const hash = createHash("sha256")
        .update(readFileSync(join(root, source)))
        .digest("hex")
        .slice(0, 8);
      expect(name).toBe(`hzz-${key}-${hash}`);
    }
  });
});

describe("services of the stack", () => {
  it.each(services)("%s can do as little as possible", (_, service) => {
    expect(service).toMatchObject({ read_only: true, init: true, cap_drop: ["ALL"] });
    expect(service.user).toMatch(/\d+:\d+/);
    expect(service.logging.options).toHaveProperty("max-size");
  });

  it.each(services)("%s has limits, a health check, and rules for restart, update and rollback", (_, service) => {
    const { resources, restart_policy: restart, update_config: update, rollback_config: rollback } = service.deploy;
    expect(Object.keys(resources.limits).sort()).toEqual(["cpus", "memory", "pids"]);
    expect(Object.keys(resources.reservations).sort()).toEqual(["cpus", "memory"]);
    expect(service.healthcheck.test[0]).toBe("CMD");
    expect(restart.condition).toBe("any");
    expect(update.failure_action).toBe("rollback");
    expect(rollback.failure_action).toBe("pause");
    for (const { monitor } of [update, rollback]) expect(seconds(monitor)).toBeGreaterThanOrEqual(20);
  });

  it.each(ours)("%s has settings that exist, and the health check of its program", (_, service) => {
    const known = allSettings.flatMap(({ variable, secret }) =>
      secret === true ? [variable, `${variable}_FILE`] : [variable],
    );
    expect(Object.keys(service.environment ?? {}).filter((name) => !known.includes(name as never))).toEqual([]);
    expect(service.healthcheck.test).toEqual(["CMD", "node", "health.js", service.command[0]!.replace(".js", "")]);
  });

  it.each(ours)("%s is killed only after its time to hand back its work", (_, service) => {
    expect(seconds(service.stop_grace_period) * 1000).toBeGreaterThanOrEqual(
      (defaultOf("HZZ_GRACE_MS") as number) + 5000,
    );
  });

  it.each(ours)("%s reads secrets that are mounted for it alone", (_, { environment, secrets, user }) => {
    const named = Object.entries(environment ?? {}).filter(([name]) => name.endsWith("_FILE"));
    expect(named.map(([, path]) => path).sort()).toEqual(
      (secrets ?? []).map(({ target }) => `/run/secrets/${target}`).sort(),
    );
    for (const secret of secrets ?? []) expect(secret).toMatchObject({ uid: user.split(":")[0], mode: 0o400 });
  });

  it.each(processors)(
    "%s works on as many partitions as it has cores, and its toys fit into its memory",
    (_, service) => {
      const { cpus, memory } = service.deploy.resources.limits;
      expect(service.environment!["HZZ_WORKERS"]).toBe(cpus);
      const cache = service.volumes!.find(({ target }) => target === service.environment!["HZZ_CACHE"])!;
      expect(cache.tmpfs!.size).toBeGreaterThan(defaultOf("HZZ_TOY_MAX_BYTES") as number);
      expect(bytes(memory!)).toBeGreaterThan(2 * cache.tmpfs!.size);
    },
  );

  it.each(processors)("%s is scaled by the lanes that it serves", (_, { environment, deploy }) => {
    const bounds = { min: 1, max: 1, itemsPerReplica: 1, step: 1, upDelayMs: 1, coolDownMs: 1 };
    expect(deploy.labels![laneLabel]).toBe(environment!["HZZ_LANES"]);
    expect(ruleIn(deploy.labels!, bounds)).not.toHaveProperty("problem");
  });

  it("serve all lanes", () => {
    const lanes = processors.flatMap(([, { environment }]) => environment!["HZZ_LANES"]!.split(","));
    expect(lanes.sort()).toEqual([...(defaultOf("HZZ_LANES") as string[])].sort());
  });

  it.each(pinned)("%s stays on the node of its volume, and is never there twice", (_, { deploy }) => {
    expect(deploy.placement!.constraints).toEqual([expect.stringMatching(/^node\.labels\.hzz\.nats == \d$/)]);
    expect(deploy).toMatchObject({
      replicas: 1,
      update_config: { order: "stop-first" },
      rollback_config: { order: "stop-first" },
    });
  });

  it("let in users at the plotter alone, and ask them for a token", () => {
    const open = services.filter(([, { ports }]) => ports !== undefined);
    expect(open.map(([name]) => name)).toEqual(["plotter"]);
    expect(open[0]![1].ports).toEqual([{ target: 8080, published: 8080, protocol: "tcp", mode: "ingress" }]);
    expect(open[0]![1].environment).toHaveProperty("HZZ_TOKEN_FILE");
  });

  it("keep the broker in a network without a way out", () => {
    for (const [, { networks }] of pinned) expect(networks).toEqual(["internal"]);
    expect(main.networks!["internal"]).toMatchObject({ internal: true });
  });
});

describe("secrets of the stack", () => {
  const all = [...stacks.values()].flatMap((stack) => Object.entries({ ...stack.secrets }));
  const folder = mkdtempSync(join(tmpdir(), "hzz-secrets-"));
  beforeAll(() => {
    execFileSync(process.execPath, [join(root, "deploy/make-secrets.mjs"), "--cluster", "--out", folder]);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("are files that make-secrets makes", () => {
    const made = readdirSync(folder);
    for (const [, { file }] of all) expect(made).toContain(basename(file));
  });

  it("are all used, as are the configurations, and all that is used is there", () => {
    const configs = [...stacks.values()].flatMap((stack) => Object.keys(stack.configs ?? {}));
    const used = services.flatMap(([, service]) => [...(service.secrets ?? []), ...(service.configs ?? [])]);
    expect([...new Set(used.map(({ source }) => source))].sort()).toEqual(
      [...all.map(([key]) => key), ...configs].sort(),
    );
  });
});
