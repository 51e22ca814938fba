import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileItem, recordingContext } from "../../../test/support/work-items.ts";
import { createWorkerPool } from "./worker-pool.ts";
import type { WorkerSettings } from "./worker-settings.ts";
import {
  type MisbehavingServer,
  part,
  redirect,
  startMisbehavingServer,
} from "../../../test/support/misbehaving-server.ts";
import { createLogger } from "../../logging/logger.ts";

const workerUrl = pathToFileURL(join(import.meta.dirname, "../../../dist/worker.js"));
const logger = createLogger({ level: "error", format: "text", write: () => undefined });

/** Whoever gets to read it says so. */
const notRoot = new TextEncoder().encode("this is no ROOT file");

describe("a worker thread under access rules", () => {
  let folder = "";
  let allowed: MisbehavingServer;
  let secret: MisbehavingServer;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "hzz-worker-"));
    await mkdir(join(folder, "mirror"));
    await writeFile(join(folder, "mirror/x.root"), notRoot);
    await writeFile(join(folder, "outside.root"), notRoot);
    await symlink("../outside.root", join(folder, "mirror/link.root"));
    allowed = await startMisbehavingServer();
    secret = await startMisbehavingServer();
    secret.serve("/x.root", part(notRoot));
  });
  afterEach(async () => {
    await allowed[Symbol.asyncDispose]();
    await secret[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  /** What becomes of a work item that names this file. */
  async function failureOf(path: string, { restricted = true, baseUrls = [] as string[] } = {}): Promise<unknown> {
    const access = { origins: [], privateOrigins: [allowed.origin], linksOut: false };
    const workerData: WorkerSettings = {
      mirrors: [join(folder, "mirror")],
      http: { backoffMs: 1 },
      access: restricted ? access : undefined,
    };
    await using pool = createWorkerPool({ workerUrl, workerData, size: 1, logger });
    return await pool.run({ ...fileItem(path), baseUrls }, recordingContext()).then(
      () => "done",
      (error: unknown) => error,
    );
  }

  it("reads its mirror and the allowed origins", async () => {
    expect(await failureOf("x.root")).toMatchObject({ name: "NotRootFileError" });
    expect(await failureOf(allowed.serve("/x.root", part(notRoot)))).toMatchObject({ name: "NotRootFileError" });
    expect(await failureOf("x.root", { baseUrls: [secret.origin] })).toMatchObject({ name: "NotRootFileError" });
    expect(secret.requests).toEqual([]);
  });

  it.each([
    ["an absolute path", () => "/etc/passwd"],
    ["a path with ..", () => "../outside.root"],
    ["a path with .. in percent signs", () => "%2e%2e/outside.root"],
    ["a link that leads out of the mirror", () => "link.root"],
    ["a local URL", () => `file://${folder}/mirror/x.root`],
    ["data in the URL", () => "data:,root"],
    ["XRootD", () => "root://eospublic.cern.ch//eos/opendata/x.root"],
    ["a server on this machine", () => `${secret.origin}/x.root`],
    ["a server on this machine, by its name", () => `http://localhost:${new URL(secret.origin).port}/x.root`],
    ["an origin that is not allowed", () => "https://elsewhere.example/x.root"],
    ["a URL with a password", () => allowed.origin.replace("//", "//user:hunter2@")],
    ["a redirect to a server on this machine", () => allowed.serve("/r.root", redirect(`${secret.origin}/x.root`))],
  ])("refuses %s", async (_, path) => {
    const failure = await failureOf(path());
    expect(failure).toMatchObject({ name: "LocationRefusedError", retry: "never" });
    expect(String(failure)).not.toContain("hunter2");
    expect(secret.requests).toEqual([]);
  });

  it("names each place with its reason when one of several is refused", async () => {
    const failure = await failureOf("missing.root", { baseUrls: [secret.origin, allowed.origin] });
    expect(failure).toMatchObject({ name: "NoCandidateError", retry: "never" });
    expect(String(failure)).toMatch(
      /no such file.*\n.*127\.0\.0\.1 is a loopback address.*HZZ_PRIVATE_ORIGINS.*\n.*HTTP 404/,
    );
  });

  it("reads anything without rules", async () => {
    expect(await failureOf(`${secret.origin}/x.root`, { restricted: false })).toMatchObject({
      name: "NotRootFileError",
    });
    expect(await failureOf("link.root", { restricted: false })).toMatchObject({ name: "NotRootFileError" });
  });
});
