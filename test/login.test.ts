import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningUp, startUp } from "./support/hzz-up.ts";
import { runHzz } from "./support/run-hzz.ts";

const token = "correct-horse-$battery-staple";

let folder = "";
let up: RunningUp;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hzz-login-"));
  writeFileSync(join(folder, "token"), `${token}\n`);
  up = await startUp(["--start", "hzz-toy"], { HZZ_TOKEN_FILE: join(folder, "token"), HZZ_LOG_LEVEL: "debug" });
});
afterAll(async () => {
  await up[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const hzz = (args: readonly string[], env: Record<string, string> = {}) =>
  runHzz(args, { env: { HZZ_URL: up.url, ...env } });

describe("hzz up with a token", () => {
  it("starts what it is told to, and shows how others send the token, but not the token", async () => {
    await up.printed(/\nhzz-toy is complete: /, 60_000);
    expect(up.stdout).toContain(
      `  curl -H "Authorization: Bearer $HZZ_TOKEN" --json '{"preset":"hzz-2020"}' ${up.url}/analyses\n`,
    );
    expect(up.stdout + up.stderr).not.toContain(token);
  });

  it("says what others can do who reach it", async () => {
    await using open = await startUp(["--host", "0.0.0.0"], { HZZ_TOKEN: token });
    const { port } = new URL(open.url);
    expect(await open.end()).toBe(0);
    expect(open.stderr).toBe(
      `Anybody who reaches port ${port} of this machine can see all analyses; starting one needs the token (HZZ_TOKEN).\n`,
    );
  });

  it("does not start with one that is too short, and does not show it", async () => {
    const { code, stdout, stderr } = await runHzz(["up", "--port", "0"], { env: { HZZ_TOKEN: "too-short" } });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("HZZ_TOKEN has a value (not shown); expected 16 to 512 printable ASCII characters");
    expect(stderr).not.toContain("too-short");
  });
});

describe("whoever changes something from the command line", () => {
  const changes = [
    ["submit", "hzz-toy", "--quiet"],
    ["dead", "redrive", "--all"],
  ] as const;

  it.each(changes)("sends the token with %s %s", async (...args) => {
    const envs: Record<string, string>[] = [{ HZZ_TOKEN: token }, { HZZ_TOKEN_FILE: join(folder, "token") }];
    for (const env of envs) {
      const { code, stderr } = await hzz(args, env);
      expect([code, stderr]).toEqual([0, ""]);
    }
  });

  it.each(changes)("hears which variable to set when %s %s is refused", async (...args) => {
    const none = await hzz(args);
    expect([none.code, none.stdout]).toEqual([2, ""]);
    expect(none.stderr).toMatch(/need its token.*HTTP 401.*HZZ_TOKEN, or .*HZZ_TOKEN_FILE\n$/);
    const wrong = await hzz(args, { HZZ_TOKEN: "not-the-right-token" });
    expect([wrong.code, wrong.stdout]).toEqual([2, ""]);
    expect(wrong.stderr).toMatch(/is not the one of this server.*HTTP 401.*HZZ_TOKEN, or .*HZZ_TOKEN_FILE\n$/);
    expect(wrong.stderr).not.toContain("not-the-right-token");
  });

  it("needs none to look", async () => {
    expect((await hzz(["lanes"])).code).toBe(0);
    expect((await hzz(["dead", "list"])).code).toBe(0);
  });
});
