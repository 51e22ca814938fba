import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { type Project, projects } from "./support/projects.ts";

const root = join(import.meta.dirname, "..");

/** As vitest itself sees them. */
async function listedFiles(): Promise<{ file: string; project: Project }[]> {
  const list = ["list", "--filesOnly", "--json"];
  const { stdout } = await promisify(execFile)(join(root, "node_modules/.bin/vitest"), list, { cwd: root });
  const listed = JSON.parse(stdout.slice(stdout.indexOf("["))) as { file: string; projectName: Project }[];
  return listed.map(({ file, projectName }) => ({ file: relative(root, file), project: projectName }));
}

const testFiles = ["bench", "cmd", "deploy", "src", "test"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  )
  .filter((name) => /\.(test|spec)\.[cm]?[jt]sx?$/.test(name) && !name.includes("node_modules"));

/** What each project has at hand that the others are not meant to start. */
const servers = {
  broker: ["test/support/nats-server.ts", "test/support/rabbitmq-server.ts"],
  browser: ["test/support/chromium.ts", "test/support/nginx-server.ts"],
};

const importsOf = new Map<string, readonly string[]>();

/** Every file of test/ that a file imports, directly or not; types left out. The product imports none of them. */
function reachedFrom(file: string, reached = new Set<string>()): ReadonlySet<string> {
  const found = importsOf.get(file) ?? importedBy(file);
  importsOf.set(file, found);
  for (const next of found.filter((one) => !reached.has(one))) {
    reached.add(next);
    reachedFrom(next, reached);
  }
  return reached;
}

function importedBy(file: string): string[] {
  const imports = readFileSync(join(root, file), "utf8").matchAll(
    /^(?:import|export)(?! type)[^;]*?from "(\..+\.ts)";/gm,
  );
  return [...imports]
    .map(([, specifier]) => relative(root, resolve(root, dirname(file), specifier!)))
    .filter((target) => target.startsWith("test/"));
}

describe("projects of tests", () => {
  it("have every test file once", { timeout: 60_000 }, async () => {
    const listed = await listedFiles();
    expect(listed.map(({ file }) => file).sort()).toEqual([...testFiles].sort());
    for (const project of projects) expect(listed.filter((one) => one.project === project)).not.toEqual([]);
  });

  it.each(["broker", "browser"] as const)("of name %s start its servers, and no others do", (project) => {
    const starts = (file: string) => servers[project].some((server) => reachedFrom(file).has(server));
    const isNamed = (file: string) => file.endsWith(`.${project}.test.ts`);
    // A file that is listed here wants another name: `x.broker.test.ts`, `x.browser.test.ts` or `x.test.ts`.
    expect(
      testFiles
        .filter((file) => file.startsWith("test/") || file.startsWith("src/"))
        .filter((file) => starts(file) !== isNamed(file)),
    ).toEqual([]);
  });
});
