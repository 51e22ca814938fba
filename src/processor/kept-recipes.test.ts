import { describe, expect, it, onTestFinished } from "vitest";
import { fileItem, partitionItem } from "../../test/support/work-items.ts";
import { encodeRecipe } from "../analysis/encoded-recipe.ts";
import { createLogger } from "../logging/logger.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import { decodeLogEvent, decodeWorkItem, encodeWorkItem } from "../protocol/codec.ts";
import { workDedupKey } from "../protocol/dedup-keys.ts";
import type { QueuedItem, WorkItem } from "../protocol/work-item.ts";
import { createQueue } from "./handle-delivery.ts";
import { keepRecipes } from "./kept-recipes.ts";

const { recipe } = fileItem();
const encoded = await encodeRecipe(recipe);
const named: QueuedItem = { ...fileItem(), recipe: encoded.name };
const analysis = named.analysis;

/** A broker in memory that counts what is asked for. */
function counting() {
  const broker = createMemoryBroker();
  onTestFinished(() => broker[Symbol.asyncDispose]());
  const asked: string[] = [];
  const get: typeof broker.recipes.get = (address) => {
    asked.push(address.name);
    return broker.recipes.get(address);
  };
  return { broker: { ...broker, recipes: { ...broker.recipes, get } }, asked };
}

describe("the recipes of a processor", () => {
  it("are fetched once each, however many items ask at once and later, of whichever analysis", async () => {
    const { broker, asked } = counting();
    await broker.recipes.put({ analysis, ...encoded });
    const complete = keepRecipes(broker);
    const items = await Promise.all(Array.from({ length: 20 }, () => complete(named)));
    items.push(await complete(named), await complete({ ...named, analysis: "other" }));
    for (const item of items) expect(item.recipe).toEqual(recipe);
    expect(asked).toEqual([encoded.name]);
  });

  it("are not asked for by an item of an earlier release, which holds its own", async () => {
    const { broker, asked } = counting();
    expect(await keepRecipes(broker)(decodeWorkItem(encodeWorkItem(fileItem())))).toEqual(fileItem());
    expect(asked).toEqual([]);
  });

  it("are asked for again after one was missing, or the broker was away", async () => {
    const { broker, asked } = counting();
    const complete = keepRecipes(broker);
    await expect(complete(named)).rejects.toMatchObject({ name: "RecipeMissingError", retry: "never" });
    await broker.recipes.put({ analysis, ...encoded });
    expect((await complete(named)).recipe).toEqual(recipe);
    expect(asked).toHaveLength(2);
  });

  it("are refused if something else lies under the name", async () => {
    const { broker } = counting();
    const other = await encodeRecipe({ ...recipe, tree: "other" });
    await broker.recipes.put({ analysis, name: encoded.name, body: other.body });
    await expect(keepRecipes(broker)(named)).rejects.toMatchObject({ name: "MalformedMessageError" });
    const text = await encodeRecipe({ ...recipe, unheardOf: 1 } as typeof recipe);
    await broker.recipes.put({ analysis, ...text });
    await expect(keepRecipes(broker)({ ...named, recipe: text.name })).rejects.toThrow(/unheardOf/);
  });

  it("are forgotten, the oldest first, when there are many", async () => {
    const { broker, asked } = counting();
    const complete = keepRecipes(broker);
    for (let i = 0; i < 17; i++) {
      const each = await encodeRecipe({ ...recipe, tree: `tree ${i}` });
      await broker.recipes.put({ analysis, ...each });
      await complete({ ...named, recipe: each.name });
    }
    const [first] = asked;
    await complete({ ...named, recipe: asked.at(-1)! });
    expect(asked).toHaveLength(17);
    await complete({ ...named, recipe: first! });
    expect(asked).toHaveLength(18);
  });
});

describe("an item that names its recipe", () => {
  /** Gives one delivery to a processor's queue. */
  async function deliver(item: QueuedItem, process: (item: WorkItem) => Promise<void> | undefined = () => undefined) {
    const { broker, asked } = counting();
    const queue = createQueue({
      broker,
      maxDeliveries: 3,
      logger: createLogger({ level: "error", format: "json", write: () => undefined }),
      process: async (complete, context) => {
        await process(complete);
        await context.publish({ ...partitionItem(1), recipe: complete.recipe });
      },
    });
    if (asked.length === 0 && item.recipe === encoded.name) await broker.recipes.put({ analysis, ...encoded });
    const { run } = item;
    const verdict = await queue({
      body: encodeWorkItem(item),
      ...{ lane: "zz", analysis, run, attempt: 1, signal: new AbortController().signal },
      progress: () => undefined,
    });
    const events = [];
    for await (const { body } of broker.log.read(analysis)) events.push(decodeLogEvent(body));
    const published: QueuedItem[] = [];
    const stop = new AbortController();
    if ((await broker.work.state("zz")).waiting > 0)
      await broker.work.consume(
        ({ body }) => {
          published.push(decodeWorkItem(body));
          stop.abort();
          return Promise.resolve({ kind: "done" });
        },
        { lanes: ["zz"], concurrency: 1, maxDeliveries: 1, signal: stop.signal },
      );
    return { verdict, events, published };
  }

  it("is processed with it, and yields items that name it too", async () => {
    const seen: WorkItem[] = [];
    const { verdict, published } = await deliver(named, (item) => void seen.push(item));
    expect(verdict).toEqual({ kind: "done" });
    expect(seen).toEqual([fileItem()]);
    expect(published.map((item) => item.recipe)).toEqual([encoded.name]);
    expect(published.map(workDedupKey)).toEqual([workDedupKey(partitionItem(1))]);
  });

  it("of an earlier release yields items as that release made them", async () => {
    const { verdict, published } = await deliver(fileItem());
    expect(verdict).toEqual({ kind: "done" });
    expect(published.map((item) => item.recipe)).toEqual([recipe]);
  });

  it("fails by name in the log of its analysis if the broker has no such recipe", async () => {
    const { verdict, events } = await deliver({ ...named, recipe: "0".repeat(64) });
    expect(verdict).toMatchObject({ kind: "dead", reason: expect.stringContaining("RecipeMissingError") as string });
    expect(events).toMatchObject([{ kind: "file-failed", run: named.run, failure: { name: "RecipeMissingError" } }]);
  });
});
