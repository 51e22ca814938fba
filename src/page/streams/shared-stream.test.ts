import { beforeEach, describe, expect, it } from "vitest";
import { mostFollowed } from "../../protocol/documents/stream-limits.ts";
import { SharedStream, type StreamEvents, type TabMessage } from "./shared-stream.ts";

interface Opened {
  readonly analyses: string;
  readonly events: StreamEvents;
  closed: boolean;
}

let opened: Opened[];
let due: (() => void)[];
let stream: SharedStream;
beforeEach(() => {
  opened = [];
  due = [];
  stream = new SharedStream(
    (analyses, events) => {
      const one: Opened = { analyses, events, closed: false };
      opened.push(one);
      return {
        close: () => {
          one.closed = true;
        },
      };
    },
    (act) => due.push(act),
  );
});

/** A tab, and what it was told. */
class FakeTab {
  readonly told: TabMessage[] = [];
  postMessage(message: TabMessage): void {
    this.told.push(message);
  }
  watch(id: string, sequence: number): this {
    stream.take(this, { kind: "watch", id, sequence });
    return this;
  }
  leave(id: string): void {
    stream.take(this, { kind: "leave", id });
  }
}

const wait = () => {
  for (const act of due.splice(0)) act();
};
const current = () => opened.filter(({ closed }) => !closed);
const state = (id: string, sequence: number) => JSON.stringify({ id, sequence });

describe("tabs that share a stream", () => {
  it("have one for all their analyses, opened once for those that come together", () => {
    new FakeTab().watch("a", 1);
    new FakeTab().watch("b", 2);
    wait();
    expect(opened.map(({ analyses }) => analyses)).toEqual(["a:1,b:2"]);
    new FakeTab().watch("c", 3);
    wait();
    expect(current().map(({ analyses }) => analyses)).toEqual(["a:1,b:2,c:3"]);
  });

  it("are told of their own analysis alone", () => {
    const a = new FakeTab().watch("a", 1);
    const b = new FakeTab().watch("b", 1);
    wait();
    opened[0]!.events.open();
    opened[0]!.events.state(state("b", 7));
    expect(a.told).toEqual([{ kind: "open", id: "a" }]);
    expect(b.told).toEqual([
      { kind: "open", id: "b" },
      { kind: "update", id: "b", data: state("b", 7) },
    ]);
  });

  it("go on where the stream was when another one comes", () => {
    new FakeTab().watch("a", 1);
    wait();
    opened[0]!.events.state(state("a", 9));
    new FakeTab().watch("b", 4);
    wait();
    expect(current().map(({ analyses }) => analyses)).toEqual(["a:9,b:4"]);
  });

  it("with an older state get all that they lack, and nothing before it", () => {
    const early = new FakeTab().watch("a", 1);
    wait();
    opened[0]!.events.state(state("a", 9));
    const late = new FakeTab().watch("a", 5);
    // Of the stream that was opened for others: what changed from 5 to 9 is not in it.
    opened[0]!.events.state(state("a", 10));
    expect(late.told).toEqual([]);
    wait();
    expect(current().map(({ analyses }) => analyses)).toEqual(["a:5"]);
    current()[0]!.events.state(state("a", 10));
    expect(late.told).toEqual([{ kind: "update", id: "a", data: state("a", 10) }]);
    expect(early.told).toHaveLength(3);
  });

  it("that leave are told nothing more, and the last one closes the stream", () => {
    const [a, other] = [new FakeTab().watch("a", 1), new FakeTab().watch("a", 1)];
    wait();
    a.leave("a");
    opened[0]!.events.state(state("a", 2));
    expect(a.told).toEqual([]);
    expect(other.told).toHaveLength(1);
    other.leave("a");
    wait();
    expect(current()).toEqual([]);
    other.leave("a");
    expect(due).toEqual([]);
  });

  it("are all told when it breaks, and open another by asking again", () => {
    const [a, b] = [new FakeTab().watch("a", 1), new FakeTab().watch("b", 1)];
    wait();
    opened[0]!.events.broken();
    expect([a.told, b.told]).toEqual([[{ kind: "broken", id: "a" }], [{ kind: "broken", id: "b" }]]);
    expect(current()).toEqual([]);
    b.watch("b", 3);
    wait();
    expect(current().map(({ analyses }) => analyses)).toEqual(["b:3"]);
  });

  it("that came just before it broke are not forgotten", () => {
    const a = new FakeTab().watch("a", 1);
    wait();
    const late = new FakeTab().watch("a", 2);
    opened[0]!.events.broken();
    wait();
    expect(a.told).toEqual([{ kind: "broken", id: "a" }]);
    expect(late.told).toEqual([]);
    expect(current().map(({ analyses }) => analyses)).toEqual(["a:2"]);
  });

  it("are told of the end of their analysis, while others go on", () => {
    const [a, b] = [new FakeTab().watch("a", 1), new FakeTab().watch("b", 1)];
    wait();
    opened[0]!.events.end(JSON.stringify({ id: "a" }));
    opened[0]!.events.state(state("b", 2));
    expect(a.told).toEqual([{ kind: "broken", id: "a" }]);
    expect(b.told).toHaveLength(1);
    new FakeTab().watch("c", 1);
    wait();
    expect(current().map(({ analyses }) => analyses)).toEqual(["b:2,c:1"]);
  });

  it("beyond what a stream may tell of are turned away, to ask again later", () => {
    for (let i = 0; i < mostFollowed; i++) new FakeTab().watch(`a${i}`, 1);
    const more = new FakeTab().watch("one more", 1);
    expect(more.told).toEqual([{ kind: "broken", id: "one more" }]);
    // One that is told of anyway may be watched by any number.
    expect(new FakeTab().watch("a0", 1).told).toEqual([]);
    wait();
    expect(opened[0]!.analyses.split(",")).toHaveLength(mostFollowed);
  });
});
