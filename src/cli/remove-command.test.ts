import { afterEach, describe, expect, it } from "vitest";
import { summaryIn } from "../../test/support/plotter-answers.ts";
import { createTestPlotter, specNamed } from "../../test/support/plotter-app.ts";
import { listen } from "../http/listen.ts";
import { commands } from "./commands.ts";
import { parseCommandLine } from "./args.ts";
import type { Program } from "./program.ts";

const releases: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0)) await release();
});

async function hzz(words: readonly string[], env: Record<string, string> = {}) {
  const written = { stdout: "", stderr: "" };
  const program = {
    env,
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { write: (text: string) => (written.stderr += text) },
    signal: new AbortController().signal,
  } as unknown as Program;
  const { command, args } = parseCommandLine(words, commands);
  return { code: await command.run(args, program), ...written };
}

describe("hzz remove", () => {
  it("removes those that have ended, and refuses the others one by one", async () => {
    const token = "a-token-of-16-or-more";
    const plotter = await createTestPlotter({ token });
    const server = await listen((request, env) => plotter.app.fetch(request, env), { host: "127.0.0.1", port: 0 });
    releases.push(async () => {
      plotter.stop();
      await server.close(0);
    });
    const ids: string[] = [];
    for (const title of ["a", "b", "runs"]) ids.push((await summaryIn(plotter.post(specNamed(title)))).id);
    const [a = "", b = "", runs = ""] = ids;
    const headers = { authorization: `Bearer ${token}` };
    for (const id of [a, b]) await plotter.app.request(`/analyses/${id}`, { method: "DELETE", headers });

    const env = { HZZ_URL: server.url, HZZ_TOKEN: token };
    const refused = await hzz(["remove", a, runs, b, a], env);
    expect(refused).toMatchObject({ code: 2, stdout: `${a} removed\n${b} removed\n` });
    expect(refused.stderr).toMatch(new RegExp(`${runs} is running; cancel it first`));
    expect(plotter.book.list().map(({ id }) => id)).toEqual([runs]);
    await plotter.app.request(`/analyses/${runs}`, { method: "DELETE", headers });
    await expect(hzz(["remove", runs, "nothing"], env)).rejects.toThrow(/hzz remove expects the id .* found "nothing"/);
    expect(await hzz(["remove", `${server.url}/analyses/${runs}`, "--quiet"], env)).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
    expect(await hzz(["remove", runs], env)).toMatchObject({ code: 2, stdout: "" });
  });

  it("sends the token to the server of the settings or of --url, and to none that an address alone names", async () => {
    const asked: (string | null)[] = [];
    const serve = async () => {
      const answer = (request: Request) => {
        asked.push(request.headers.get("authorization"));
        const problem = { title: "Unauthorized", status: 401, detail: "The token is missing" };
        return Response.json(problem, { status: 401, headers: { "content-type": "application/problem+json" } });
      };
      const server = await listen(answer, { host: "127.0.0.1", port: 0 });
      releases.push(() => server.close(0));
      return server.url;
    };
    const [own, other] = [await serve(), await serve()];
    const [id, token] = ["0123456789abcdef", "a-token-of-16-or-more"];
    const env = { HZZ_URL: own, HZZ_TOKEN: token };
    const sent = `Bearer ${token}`;
    for (const command of ["cancel", "remove"]) {
      const elsewhere = await hzz([command, `${other}/analyses/${id}`, `${own}/analyses/${id}`], env);
      expect(asked.splice(0)).toEqual([null, sent]);
      expect(elsewhere.stderr).toContain(`as it is for ${own}; to send it: hzz ${command} --url ${other}/ ${id}\n`);
      expect(elsewhere.stderr.match(/was not sent/g)).toHaveLength(1);
      await hzz([command, `${own.replace("127.0.0.1", "localhost")}/analyses/${id}`], env);
      await hzz([command, id], env);
      await hzz([command, id, "--url", other], env);
      expect(asked.splice(0)).toEqual([sent, sent, sent]);
    }
  });

  it("asks for an id", () => {
    expect(() => parseCommandLine(["remove"], commands)).toThrow(
      "hzz remove <id or address...>: <id or address> is missing",
    );
  });
});
