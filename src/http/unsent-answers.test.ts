import { describe, expect, it } from "vitest";
import { createLogger } from "../logging/logger.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { UnsentAnswers } from "./unsent-answers.ts";

function setup(mostBytes = 400) {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>);
  const metrics = createMetrics("x");
  let time = 0;
  const logger = createLogger({ level: "info", format: "json", write });
  const unsent = new UnsentAnswers({ mostBytes, logger, metrics, now: () => time });
  const cut: string[] = [];
  const hold = (name: string, memory: number | ArrayBuffer, client = "192.0.2.1") =>
    unsent.hold(client, typeof memory === "number" ? new ArrayBuffer(memory) : memory, () => cut.push(name) > 0);
  const pass = (ms: number) => (time += ms);
  return { unsent, lines, metrics, cut, hold, pass };
}

describe("what answers hold until they are read", () => {
  it("counts once, however many hold it, and is gone with the last of them", () => {
    const { unsent, hold, cut } = setup();
    const shared = new ArrayBuffer(100);
    const letGo = Array.from({ length: 50 }, (_, i) => hold(`${i}`, shared));
    expect(unsent.bytes).toBe(100);
    for (const release of letGo.slice(1)) release();
    letGo[1]!();
    expect(unsent.bytes).toBe(100);
    letGo[0]!();
    expect([unsent.bytes, cut]).toEqual([0, []]);
  });

  it("may be a quarter of all for one client, besides one document; then its oldest are cut off, and nobody else's", () => {
    const { unsent, hold, cut } = setup();
    hold("other", 60, "192.0.2.2");
    const first = hold("first", 50);
    hold("second", 50);
    hold("third", 50);
    expect(cut).toEqual([]);
    hold("fourth", 50);
    expect(cut).toEqual(["first"]);
    // It is gone already.
    first();
    expect(unsent.bytes).toBe(210);
  });

  it("is one client's for a whole network of IPv6", () => {
    const { hold, cut } = setup();
    for (const host of ["db8::1", "db8::2", "db9::1", "db8::3"]) hold(host, 60, `2001:${host}`);
    expect(cut).toEqual(["db8::1"]);
  });

  it("is bounded for all clients together", () => {
    const { unsent, hold, cut } = setup();
    for (let i = 0; i < 10; i++) hold(`${i}`, 90, `192.0.2.${i}`);
    expect(cut).toEqual(["0", "1", "2", "3", "4"]);
    expect(unsent.bytes).toBe(450);
  });

  it("goes with all who hold it, those first that nobody has asked for since longest", () => {
    const { hold, cut } = setup();
    const [popular, old] = [new ArrayBuffer(40), new ArrayBuffer(40)];
    hold("popular", popular);
    hold("old 1", old);
    hold("old 2", old);
    hold("popular too", popular);
    hold("new", 50);
    expect(cut).toEqual([]);
    hold("newest", 50);
    expect(cut).toEqual(["old 1", "old 2"]);
  });

  it("may be a document above the limit, which is read while its client asks for others", () => {
    const { unsent, hold, cut } = setup();
    const release = hold("huge", 1000);
    for (let i = 0; i < 5; i++) hold(`${i}`, 40);
    expect(cut).toEqual(["0", "1", "2"]);
    hold("another", 500);
    expect(cut).toEqual(["0", "1", "2", "3", "4"]);
    release();
    hold("last", 10);
    expect([unsent.bytes, cut.length]).toEqual([510, 5]);
  });
});

it("counts what is cut off by its reason, and logs it without filling the log", async () => {
  const { unsent, hold, lines, metrics, pass } = setup();
  for (let i = 0; i < 5; i++) hold(`${i}`, 60);
  unsent.tell("silent", "192.0.2.9");
  expect(lines).toMatchObject([{ level: "warn", reason: "client", client: "192.0.2.1", answers: 1 }]);
  pass(10_000);
  unsent.tell("pipelined", "192.0.2.8");
  expect(lines[1]).toMatchObject({ reason: "pipelined", client: "192.0.2.8", answers: 4 });
  const text = await metrics.text();
  expect(text).toContain("hzz_x_unsent_bytes 120\n");
  for (const [reason, count] of Object.entries({ client: 3, all: 0, silent: 1, pipelined: 1 }))
    expect(text).toContain(`hzz_x_answers_cut_total{reason="${reason}"} ${count}\n`);
});
