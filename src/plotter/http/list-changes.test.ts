import { describe, expect, it } from "vitest";
import * as fixture from "../../../test/support/fixture-log.ts";
import { createTestPlotter, specNamed, until } from "../../../test/support/plotter-app.ts";
import type { AnalysisList, ListUpdate } from "../../protocol/documents/analysis-document.ts";
import { NotAcceptedError } from "../../ledger/errors.ts";
import { readSpec } from "../../ledger/read-spec.ts";
import { ListChanges } from "./list-changes.ts";

async function open() {
  const plotter = await createTestPlotter();
  const changes = new ListChanges(plotter.book, 0);
  let woken = 0;
  const end = changes.subscribe(() => woken++);
  const list = async () => (await (await plotter.app.request("/analyses")).json()) as AnalysisList;
  const update = (since: number | undefined): ListUpdate | string => {
    const next = changes.next(since);
    if (next?.kind !== "state") return next?.kind ?? "nothing";
    return JSON.parse(/^data: (.*)$/m.exec(new TextDecoder().decode(next.bytes))![1]!) as ListUpdate;
  };
  return {
    plotter,
    end,
    list,
    update,
    wokenAgain: (before: number) => until(() => woken > before),
    woken: () => woken,
  };
}

describe("what changed in the list of all analyses", () => {
  it("is told since a list that was told, as it is now, and only once", async () => {
    const { plotter, end, list, update, wokenAgain, woken } = await open();
    const first = await plotter.start(specNamed("First"));
    const told = await list();
    await wokenAgain(0);
    expect(update(told.sequence)).toBe("nothing");
    const before = woken();
    const second = await plotter.start(specNamed("Second"));
    await plotter.happen(first, [fixture.planned("run1", 0, [0, 10])]);
    await wokenAgain(before);
    await until(() => (update(told.sequence) as ListUpdate).changed.length === 2);
    const next = update(told.sequence) as ListUpdate;
    expect(next.changed.map(({ id }) => id)).toEqual([second, first]);
    expect(next.gone).toEqual([]);
    expect(next.changed).toEqual((await list()).analyses);
    expect(update(next.sequence)).toBe("nothing");
    end();
    plotter.stop();
  });

  it("names those that were removed", async () => {
    const { plotter, end, list, update } = await open();
    const id = await plotter.start();
    await plotter.app.request(`/analyses/${id}`, { method: "DELETE" });
    await until(() => plotter.book.get(id)?.status === "cancelled");
    const { sequence } = await list();
    await plotter.app.request(`/analyses/${id}?forget=true`, { method: "DELETE" });
    await until(() => typeof update(sequence) !== "string");
    expect(update(sequence)).toMatchObject({ id: "*", changed: [], gone: [id] });
    end();
    plotter.stop();
  });

  it("cannot be told to who has no list, or one of another log", async () => {
    const { plotter, end, update } = await open();
    expect(update(undefined)).toBe("end");
    expect(update(1e6)).toBe("end");
    end();
    plotter.stop();
  });

  it("comes over the stream of several analyses", async () => {
    const plotter = await createTestPlotter();
    const { sequence } = (await (await plotter.app.request("/analyses")).json()) as AnalysisList;
    const answer = await plotter.app.request(`/events?analyses=*:${sequence}`);
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    const id = await plotter.start();
    let text = "";
    while (!text.includes("event: state")) text += (await reader.read()).value ?? "";
    expect(text).toContain(`"id":"*"`);
    expect(text).toContain(id);
    await reader.cancel();
    plotter.stop();
  });
});

it("the specification of an analysis whose results have left memory is read from its record", async () => {
  const plotter = await createTestPlotter();
  const id = await plotter.start();
  await plotter.app.request(`/analyses/${id}`, { method: "DELETE" });
  await until(() => plotter.book.get(id)?.status === "cancelled");
  const away = { opened: () => undefined };
  expect(await readSpec(away, plotter.broker.log, plotter.book.get(id)!)).toEqual(fixture.spec);
  await expect(
    readSpec(away, plotter.broker.log, { ...plotter.book.get(id)!, id, acceptedSequence: 1e6 }),
  ).rejects.toThrow(NotAcceptedError);
  plotter.stop();
});
