import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const root = join(import.meta.dirname, "..");
const folder = join(root, ".github/workflows");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  engines: { node: string };
  scripts: Record<string, string>;
};

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
}
interface Job {
  readonly uses?: string;
  readonly needs?: string;
  readonly strategy?: { readonly matrix: { readonly node: readonly number[] } };
  readonly steps?: readonly Step[];
}
interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, Job>;
}

const texts = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
const workflows = new Map([...texts].map(([name, text]) => [name, parse(text) as Workflow]));
const workflow = (name: string) => workflows.get(name)!;
const steps = [...workflows.values()].flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps ?? []));
const commandsOf = (job: Job | undefined) => (job?.steps ?? []).flatMap(({ run }) => run ?? []).join("\n");

describe("the workflow files", () => {
  it("pass npm test on each push and pull request, from the oldest supported Node.js on", () => {
    const { on, jobs } = workflow("test.yml");
    expect(Object.keys(on)).toEqual(["push", "pull_request", "workflow_call"]);
    expect(commandsOf(jobs["test"])).toMatch(/\bnpm test$/m);
    const versions = jobs["test"]?.strategy?.matrix.node;
    expect(versions).toEqual([20, 22, 24, 26]);
    expect(manifest.engines.node).toMatch(new RegExp(`^>=${String(versions?.[0])}\\.`));
  });

  it("pass everything, and the containers, by a schedule", () => {
    const { on, jobs } = workflow("nightly.yml");
    expect(on).toHaveProperty("schedule");
    expect(commandsOf(jobs["all"])).toContain("npm test -- --all");
    expect(commandsOf(jobs["containers"])).toContain("npm run test:containers");
  });

  it("make package and image of a tag after the tests, and push only where the repository says whereto", () => {
    const { on, jobs } = workflow("release.yml");
    expect(on).toEqual({ push: { tags: ["v*"] } });
    expect(jobs["test"]?.uses).toBe("./.github/workflows/test.yml");
    expect([jobs["package"]?.needs, jobs["image"]?.needs]).toEqual(["test", "test"]);
    expect(commandsOf(jobs["package"])).toContain("npm run package");
    expect(commandsOf(jobs["image"])).toContain('--build-arg VERSION="$version"');
    const pushes = steps.filter(({ run }) => /npm publish|docker (push|login)/.test(run ?? ""));
    expect(pushes.map((step) => step.if)).toEqual([
      "${{ vars.NPM_REGISTRY != '' }}",
      "${{ vars.IMAGE_REGISTRY != '' }}",
    ]);
  });

  it("call scripts that there are, actions of a fixed version, and no registry by name", () => {
    for (const { run = "", uses = "" } of steps) {
      for (const [, script = ""] of run.matchAll(/npm run ([\w:]+)/g)) expect(manifest.scripts).toHaveProperty(script);
      if (uses !== "") expect(uses).toMatch(/^actions\/[\w-]+@v\d+$/);
    }
    for (const text of texts.values()) expect(text).not.toMatch(/\b(ghcr|quay|docker|npmjs|gcr)\.(io|org|com)\b/);
  });

  it("may read the repository and nothing else", () => {
    for (const { permissions } of workflows.values()) expect(permissions).toEqual({ contents: "read" });
  });
});
