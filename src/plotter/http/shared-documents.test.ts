import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { SharedDocuments } from "./shared-documents.ts";

const sized = (length: number) => () => new Uint8Array(length);

it("makes a document once for all who ask, also while it is made", async () => {
  const documents = new SharedDocuments();
  let made = 0;
  const make = async () => {
    made++;
    await nextTurn();
    return new Uint8Array(10);
  };
  const [first, second] = await Promise.all([documents.get("a", make), documents.get("a", make)]);
  expect(second).toBe(first);
  expect(await documents.get("a", make)).toBe(first);
  expect(await documents.get("b", make)).not.toBe(first);
  expect(made).toBe(2);
});

it("makes one after the other, with a turn of the event loop for others in between", async () => {
  const documents = new SharedDocuments();
  const order: string[] = [];
  const all = ["a", "b", "c"].map((key) =>
    documents.get(key, () => {
      order.push(key);
      void nextTurn().then(() => order.push("other"));
      return new Uint8Array(1);
    }),
  );
  await Promise.all(all);
  await nextTurn();
  expect(order).toEqual(["a", "other", "b", "other", "c", "other"]);
});

it("keeps those that were asked for last, within its room, and the last one whatever its size", async () => {
  const documents = new SharedDocuments(100);
  const a = await documents.get("a", sized(40));
  const b = await documents.get("b", sized(40));
  expect(await documents.get("a", sized(40))).toBe(a);
  await documents.get("c", sized(40));
  expect(await documents.get("a", sized(40))).toBe(a);
  expect(await documents.get("b", sized(40))).not.toBe(b);
  const large = await documents.get("large", sized(1000));
  expect(await documents.get("large", sized(1000))).toBe(large);
  await documents.get("d", sized(1));
  expect(await documents.get("large", sized(1000))).not.toBe(large);
});

it("tells everybody of a failure, and tries again for the next", async () => {
  const documents = new SharedDocuments();
  const failing = () => {
    throw new Error("no");
  };
  const both = await Promise.allSettled([documents.get("a", failing), documents.get("a", failing)]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await documents.get("a", sized(3))).toHaveLength(3);
});
