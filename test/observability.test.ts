import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { dashboard, metricNamesIn, observabilityFolder, panels, rules } from "./support/dashboard.ts";

const file = (path: string) => readFileSync(join(observabilityFolder, path), "utf8");
const promtool = (...args: string[]) =>
  execFileSync("promtool", args, { cwd: observabilityFolder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

describe("the configuration of Prometheus", () => {
  it.each(["prometheus.yml", "prometheus-swarm.yml"])("%s is as promtool wants it, with its rules", (name) => {
    expect(promtool("check", "config", name)).toContain("SUCCESS");
  });

  it("has rules that fire when they should, and not before", () => {
    expect(promtool("test", "rules", "rules.test.yml")).toContain("SUCCESS");
  });

  it("differs for a swarm only in the names of the services", () => {
    // Comments apart, and the names with what a swarm puts before them.
    const body = (name: string) =>
      file(name)
        .replace(/^#.*\n/, "")
        .replaceAll(/tasks\.(?=[a-z])/g, "");
    expect(body("prometheus-swarm.yml")).toBe(body("prometheus.yml"));
    expect(body("prometheus.yml")).toBe(file("prometheus.yml").replace(/^#.*\n/, ""));
    expect(file("prometheus-swarm.yml").match(/tasks\.[a-z]/g)).toHaveLength(7);
  });

  it.each(["../../compose.yaml", "../../swarm.yaml"])("asks services that there are in %s", (path) => {
    const { services } = parse(file(path), { merge: true }) as { services: Record<string, unknown> };
    const { scrape_configs: jobs } = parse(file("prometheus.yml")) as {
      scrape_configs: { job_name: string; dns_sd_configs: { names: string[]; port: number }[] }[];
    };
    const optional = ["bridge", "autoscaler"];
    const names = jobs.flatMap(({ dns_sd_configs: [places] }) => places!.names);
    expect(names.filter((name) => !(name in services) && !optional.includes(name))).toEqual([]);
    expect(jobs.map(({ job_name: job, dns_sd_configs: [places] }) => [job, places!.port])).toEqual([
      ["plotter", 8080],
      ["processor", 8081],
      ["bridge", 8082],
      ["autoscaler", 8083],
    ]);
  });
});

/** What docs/metrics.md names, and what a Prometheus makes of it. */
const documented = [...file("../../docs/metrics.md").matchAll(/^- `(hzz_\w+)` \((\w+)/gm)].flatMap(([, name, kind]) =>
  kind === "histogram" ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
);
const known = new Set([
  ...documented,
  ...rules.flatMap(({ record }) => record ?? []),
  "up",
  // Of Node, in every service.
  "process_resident_memory_bytes",
  "process_cpu_seconds_total",
  "nodejs_eventloop_lag_p99_seconds",
]);

describe("names of metrics in an expression", () => {
  it.each([
    ['sum by (lane) (rate(a_total{lane=~"x|b_total"}[5m])) / on (lane) group_left b', ["a_total", "b"]],
    ["histogram_quantile(0.5, sum by (le) (rate(c_bucket[$__rate_interval]))) > 1e3", ["c_bucket"]],
    ["x:y:rate1m != x:y:rate1m or vector(0) and d == 0", ["x:y:rate1m", "d"]],
  ])("are found: %s", (expression, names) => {
    expect(metricNamesIn(expression)).toEqual(names);
  });
});

describe("rules", () => {
  it.each(rules.map((rule) => [rule.record ?? rule.alert, rule] as const))(
    "%s names metrics that there are",
    (_, { expr }) => {
      expect(metricNamesIn(expr).filter((name) => !known.has(name))).toEqual([]);
      expect(metricNamesIn(expr).length).toBeGreaterThan(0);
    },
  );

  it("that alert say what is the matter and what to look at", () => {
    for (const { alert, annotations = {} } of rules)
      if (alert !== undefined) expect(Object.keys(annotations).sort()).toEqual(["description", "summary"]);
  });
});

describe("the dashboard", () => {
  it("has what Grafana needs of one", () => {
    expect(dashboard).toMatchObject({ uid: "hzz-edge", title: "hzz-edge", time: { to: "now" } });
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(39);
    expect(dashboard).not.toHaveProperty("id");
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    const source = parse(file("grafana/provisioning/datasources/prometheus.yml")) as {
      datasources: { uid: string; type: string }[];
    };
    const [{ uid, type }] = source.datasources as [{ uid: string; type: string }];
    for (const panel of panels) expect(panel.datasource).toEqual({ type, uid });
    expect(parse(file("grafana/provisioning/dashboards/hzz-edge.yml"))).toMatchObject({
      providers: [{ type: "file", options: { path: "/etc/hzz/dashboards" } }],
    });
  });

  it("lays out its panels without holes and overlaps", () => {
    const cells = new Set<string>();
    for (const { gridPos } of dashboard.panels)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(cells.has(`${x},${y}`)).toBe(false);
          cells.add(`${x},${y}`);
        }
    const height = Math.max(...dashboard.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
    expect(cells.size).toBe(24 * height);
  });

  it.each(panels.map((panel) => [panel.title, panel] as const))(
    "%s has a unit, a description, and queries of metrics that there are",
    (_, { fieldConfig, description, targets = [] }) => {
      expect(fieldConfig?.defaults.unit).toMatch(/^[a-zA-Z]+$/);
      expect(description).toMatch(/\.$/);
      expect(targets.length).toBeGreaterThan(0);
      expect(targets.map(({ refId }) => refId)).toEqual(["A", "B", "C"].slice(0, targets.length));
      for (const { expr } of targets) {
        expect(metricNamesIn(expr).length).toBeGreaterThan(0);
        expect(metricNamesIn(expr).filter((name) => !known.has(name))).toEqual([]);
      }
    },
  );
});
