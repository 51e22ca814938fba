import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { commandOnPage } from "./support/edge-page.ts";
import { allSettings, deploymentVariables } from "../src/config/settings.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

interface Service {
  readonly image: string;
  readonly build?: unknown;
  readonly command?: readonly string[];
  readonly user: string;
  readonly init: boolean;
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly restart: string;
  readonly stop_grace_period: string;
  readonly pids_limit: number;
  readonly cpus: number | string;
  readonly mem_limit: string;
  readonly logging: { readonly driver: string; readonly options: Readonly<Record<string, string>> };
  readonly healthcheck: { readonly test: readonly string[]; readonly start_period: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly networks: readonly string[];
  readonly ports?: readonly string[];
  readonly profiles?: readonly string[];
  readonly volumes?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
}

const text = read("compose.yaml");
const { services, networks } = parse(text, { merge: true }) as Compose;
const all = Object.entries(services);
const own = all.filter(([, { image }]) => image.includes("hzz-edge"));
const settings = allSettings.flatMap(({ variable, secret }) =>
  secret === true ? [variable, `${variable}_FILE`] : [variable],
);

/** What `${NAME…}` asks for. */
const variablesIn = (source: string): string[] => [
  ...new Set([...source.matchAll(/\$\{([A-Z0-9_]+)/g)].map(([, name]) => name!)),
];

/** The text after `:-` of `${NAME:-text}`. */
const defaultOf = (value: string): string => /^\$\{[A-Z_]+:-(.+)\}$/.exec(value)?.[1] ?? value;

describe("compose.yaml", () => {
  it.each(all)("confines %s", (_, service) => {
    expect(service).toMatchObject({ init: true, read_only: true, cap_drop: ["ALL"], restart: "unless-stopped" });
    expect(service.security_opt).toEqual(["no-new-privileges:true"]);
    expect(service.user).not.toBe("");
    expect(service).not.toHaveProperty("cap_add");
    expect(service).not.toHaveProperty("privileged");
  });

  it.each(all)("limits memory, CPU time, processes and logs of %s", (_, service) => {
    expect(service.mem_limit).toMatch(/\d[mg]\}?$/);
    expect(service.cpus).toBeDefined();
    expect(service.pids_limit).toBeGreaterThan(0);
    expect(service.logging.driver).toBe("json-file");
    expect(Object.keys(service.logging.options).sort()).toEqual(["max-file", "max-size"]);
  });

  it.each(all)("asks %s without a shell whether it is well", (_, { healthcheck }) => {
    expect(healthcheck.test[0]).toBe("CMD");
    expect(healthcheck.test.join(" ")).not.toMatch(/localhost|CMD-SHELL/);
    expect(healthcheck.start_period).toMatch(/^\d+s$/);
  });

  it.each(own)("%s runs a program of the image and is asked by health.js for that program", (_, service) => {
    const program = service.command![0]!.replace(".js", "");
    expect(read(`cmd/${program}.ts`)).not.toBe("");
    expect(service.healthcheck.test).toEqual(["CMD", "node", "health.js", program]);
  });

  it.each(own)("%s has longer to stop than HZZ_GRACE_MS", (_, service) => {
    const grace = Number(service.environment["HZZ_GRACE_MS"]);
    expect(Number.parseInt(service.stop_grace_period) * 1000).toBeGreaterThanOrEqual(grace + 10_000);
  });

  it.each(own)("gives %s settings that exist", (_, { environment }) => {
    expect(Object.keys(environment).filter((name) => !settings.includes(name as never))).toEqual([]);
  });

  it("publishes one port of the plotter, for this machine alone, so that the others can be scaled", () => {
    const published = all.flatMap(([name, { ports }]) => (ports ?? []).map((port) => `${name} ${port}`));
    expect(published.filter((line) => !/prometheus|grafana/.test(line))).toEqual([
      "plotter ${HZZ_PUBLISH:-127.0.0.1:8080}:8080",
    ]);
    expect(published.filter((line) => !line.includes("127.0.0.1:"))).toEqual([]);
    expect(text).not.toContain("container_name");
  });

  it.each(["nats", "rabbitmq"])("keeps %s in a network without a way out", (name) => {
    expect(services[name]!.networks).toEqual(["internal"]);
    expect(networks["internal"]).toEqual({ internal: true });
  });

  it("takes images of others by a version, never the latest", () => {
    const images = all.filter(([, { image }]) => !image.includes("hzz-edge")).map(([, { image }]) => defaultOf(image));
    expect(images.filter((image) => !/^[a-z/]+:v?\d+\.\d+[a-z0-9.-]*$/.test(image))).toEqual([]);
  });

  it("gives the broker the passwords that the services come with", () => {
    const server = services["nats"]!.environment;
    for (const [name, { environment }] of own) {
      const variable = `NATS_${name.toUpperCase().replace("-", "_")}_PASSWORD`;
      expect(environment["HZZ_BROKER"]).toBe(`\${BROKER_URL:-nats://${name}:${server[variable]!}@nats:4222}`);
    }
    // As deploy/nats/README.md asks for.
    for (const value of Object.values(server)) expect(defaultOf(value)).toMatch(/^[a-z][a-z0-9]*$/);
  });

  it("has a processor for each lane", () => {
    const served = own.flatMap(([, { environment }]) => environment["HZZ_LANES"]?.split(",") ?? []);
    const lanes = allSettings.find(({ variable }) => variable === "HZZ_LANES")!.default;
    expect(served.sort()).toEqual([...(lanes as readonly string[])].sort());
  });

  it("builds the image once for all services", () => {
    expect(own.filter(([, { build }]) => build !== undefined).map(([name]) => name)).toEqual(["plotter"]);
    expect(new Set(own.map(([, { image }]) => image)).size).toBe(1);
  });

  it("knows the variables that stand in the file for RabbitMQ", () => {
    const names = [...read("deploy/rabbitmq/compose.env").matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name!);
    expect(names.filter((name) => !["COMPOSE_PROFILES", ...variablesIn(text)].includes(name))).toEqual([]);
  });
});

describe("variables of compose and stack files", () => {
  const swarm = ["swarm.yaml", "deploy/swarm/autoscaler.yaml", "deploy/swarm/nats-cluster.yaml", "deploy/deno.yaml"]
    .map(read)
    .join("\n");

  it("are settings, or known to be none, so that a program in the same shell does not refuse them", () => {
    const names = variablesIn(text + swarm).filter((name) => name.startsWith("HZZ_"));
    expect(names.filter((name) => ![...settings, ...deploymentVariables].includes(name))).toEqual([]);
    expect(deploymentVariables.filter((name) => settings.includes(name as never) || !names.includes(name))).toEqual([]);
  });

  it("are all told in docs/containers.md, as far as compose.yaml takes them", () => {
    const page = read("docs/containers.md");
    expect(variablesIn(text).filter((name) => !page.includes(`\`${name}`))).toEqual([]);
  });

  it("name the same NATS server in both", () => {
    const images = [...(text + swarm).matchAll(/NATS_IMAGE:-([^}]+)/g)].map(([, image]) => image);
    expect(new Set(images).size).toBe(1);
  });
});

describe("deploy/deno.yaml", () => {
  const deno = read("deploy/deno.yaml");
  const { services: changed } = parse(deno, { merge: true }) as Record<
    "services",
    Record<
      string,
      { readonly entrypoint: readonly string[]; readonly healthcheck: { readonly test: readonly string[] } }
    >
  >;
  const kindsOf = (command: readonly string[]) =>
    [...new Set(command.flatMap((arg) => /^--allow-\w+/.exec(arg)?.[0] ?? []))].sort();

  it("changes the processors, and nothing else", () => {
    const processors = own.filter(([, { command }]) => command?.[0] === "processor.js").map(([name]) => name);
    expect(Object.keys(changed).sort()).toEqual(processors.sort());
    const swarmServices = (parse(read("swarm.yaml"), { merge: true }) as Compose).services;
    for (const name of processors) expect(swarmServices[name]?.command).toEqual(["processor.js"]);
  });

  it("gives Deno the permissions that docs/edge.md says, and beyond them to write toys", () => {
    const documented = kindsOf(commandOnPage("deno run", {}, "dist/processor.js"));
    for (const { entrypoint, healthcheck } of Object.values(changed)) {
      expect(entrypoint.slice(0, 4)).toEqual(["deno", "run", "--no-prompt", "--no-config"]);
      expect(kindsOf(entrypoint)).toEqual([...documented, "--allow-write"].sort());
      expect(entrypoint).toContain("--allow-write=/cache,/tmp");
      expect(healthcheck.test.slice(0, 3)).toEqual(["CMD", "deno", "run"]);
      expect(kindsOf(healthcheck.test)).toEqual(documented);
    }
  });

  it("takes the Deno that the other tests run", () => {
    const { dependencies } = JSON.parse(read("test/runtimes/package.json")) as { dependencies: { deno: string } };
    expect(deno).toContain(`:-denoland/deno:${dependencies.deno}}`);
  });
});

describe("deploy/Dockerfile", () => {
  const dockerfile = read("deploy/Dockerfile");

  it("has the version of package.json", () => {
    const { version } = JSON.parse(read("package.json")) as { version: string };
    expect(dockerfile).toContain(`\nARG VERSION=${version}\n`);
  });

  it("is built by the classic builder too, and without a registry for its syntax", () => {
    expect(dockerfile).not.toMatch(/^# *syntax=|<<|--link|--mount|--chmod/m);
  });

  it("starts from the same Node.js as compose.yaml says", () => {
    const image = /^ARG NODE_IMAGE=(.+)$/m.exec(dockerfile)![1];
    expect(text).toContain(`\${NODE_IMAGE:-${image}}`);
  });
});

describe("the checklist of docs/containers.md", () => {
  it("is the one that the test script goes through", () => {
    // A point goes on in lines that are indented.
    const page = [...read("docs/containers.md").matchAll(/^- \*\*(H\d+)\*\* (.+(?:\n {2}.+)*)$/gm)].map(
      ([, id, lines = ""]) => `${id} ${lines.replaceAll("\n  ", " ")}`,
    );
    const script = [...read("deploy/test/lib/hardening.sh").matchAll(/report_check "(H\d+) (.+?)"/g)].map(
      ([, id, line]) => `${id} ${line}`,
    );
    expect(script.length).toBeGreaterThan(10);
    expect(page).toEqual(script);
  });
});
