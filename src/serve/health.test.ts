import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { checkHealth } from "./health.ts";

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Something that listens on a port of its own. */
async function serve(answer: RequestListener, host = "127.0.0.1"): Promise<number> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  ends.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

const started: RequestListener = ({ url }, response) => {
  response.statusCode = url === "/startedz" ? 200 : 404;
  response.end();
};

describe("the health of a service", () => {
  it.each([
    ["plotter", "HZZ_PORT"],
    ["processor", "HZZ_PROCESSOR_PORT"],
    ["bridge", "HZZ_BRIDGE_PORT"],
    ["autoscaler", "HZZ_AUTOSCALER_PORT"],
  ])("is asked of the %s at the port of %s", async (name, variable) => {
    const port = await serve(started);
    expect(await checkHealth([name], { [variable]: String(port) })).toEqual({
      ok: true,
      line: `${name}: it has started`,
    });
  });

  it("is asked at the loopback address of a service that listens everywhere", async () => {
    const port = await serve(started);
    for (const host of ["0.0.0.0", "::"])
      expect(await checkHealth(["plotter"], { HZZ_HOST: host, HZZ_PORT: String(port) })).toMatchObject({ ok: true });
  });

  it("is asked at the address that the service listens on alone", async () => {
    const port = await serve(started, "127.0.0.2");
    const env = { HZZ_HOST: "127.0.0.2", HZZ_PORT: String(port) };
    expect(await checkHealth(["plotter"], env)).toMatchObject({ ok: true });
  });

  it("is bad with the reason that the service gives", async () => {
    const port = await serve((_, response) => {
      response.writeHead(503).end('{"detail":"The plotter is still reading the log."}');
    });
    expect(await checkHealth(["plotter"], { HZZ_PORT: String(port) })).toEqual({
      ok: false,
      line: `plotter: http://127.0.0.1:${port}/startedz answers with 503: The plotter is still reading the log.`,
    });
  });

  it("is bad when something else answers there", async () => {
    const port = await serve((_, response) => {
      response.writeHead(404).end("<h1>\nNot found</h1>");
    });
    const { ok, line } = await checkHealth(["plotter"], { HZZ_PORT: String(port) });
    expect(ok).toBe(false);
    expect(line).toContain('answers with 404: "<h1>\\nNot found</h1>"');
  });

  it("is bad when nothing answers, or not in time", { timeout: 15_000 }, async () => {
    const port = await serve(() => undefined);
    const late = await checkHealth(["plotter"], { HZZ_PORT: String(port) });
    expect(late.line).toMatch(/^plotter: \S+ does not answer: no answer within 4 s$/);
    for (const end of ends.splice(0)) await end();
    const gone = await checkHealth(["plotter"], { HZZ_PORT: String(port) });
    expect(gone).toMatchObject({ ok: false, line: expect.stringContaining("ECONNREFUSED") as string });
  });

  it.each([
    ["no service", [], {}, /expected one of plotter, processor, bridge, autoscaler/],
    ["an unknown one", ["worker"], {}, /expected one of plotter/],
    ["a name of JavaScript's own", ["toString"], {}, /expected one of plotter/],
    ["two", ["plotter", "bridge"], {}, /expected one of plotter/],
    ["any free port", ["plotter"], { HZZ_PORT: "0" }, /its port is 0/],
    ["wrong settings", ["plotter"], { HZZ_PORT: "x", HZZ_NONE: "1" }, /2 settings cannot be used: .*HZZ_PORT/],
  ])("is bad, in one line, for %s", async (_, args, env, reason) => {
    const { ok, line } = await checkHealth(args, env);
    expect(ok).toBe(false);
    expect(line).toMatch(reason);
    expect(line).not.toContain("\n");
  });
});
