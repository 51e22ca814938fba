import { constants, createInflate, deflateSync } from "node:zlib";

/**
 * Inflates a whole zlib stream into `target`.
 *
 * @param target room for the output and at least one byte more: a stream that gives too much must be seen to do so.
 * @returns length of the output; -1 if anything is not as it should be, for the documented call to find out what.
 */
export type ReusedInflate = (compressed: Uint8Array, target: Uint8Array) => number;

/** What is used of an Inflate object; its names begin with _ since Node does not document them. */
interface Engine {
  readonly _handle: {
    reset(): void;
    writeSync(
      flush: number,
      input: Uint8Array,
      inputOffset: number,
      inputLength: number,
      output: Uint8Array,
      outputOffset: number,
      outputLength: number,
    ): void;
    onerror: (message: string) => void;
  };
  /** Room left in the output, input left over. */
  readonly _writeState: Uint32Array;
}

/** Where this was tried; Deno and Bun call themselves Node 26, and have the same handle. Elsewhere the documented call is used: wrong arguments would end the process, not throw. */
const triedMajors: ReadonlySet<string> = new Set(["20", "22", "24", "26"]);

/**
 * One zlib engine and its output memory used for many streams, instead of a new engine, handle and buffer for each: about a
 * fifth less time on baskets, most of it collections that are not needed.
 *
 * @returns undefined where it cannot be relied on: another version of Node, missing parts, or a self-test that fails.
 */
export function createReusedInflate(nodeVersion = process.versions.node): ReusedInflate | undefined {
  if (!triedMajors.has(nodeVersion.split(".")[0] ?? "")) return undefined;
  const engine = createInflate() as unknown as Partial<Engine>;
  const { _handle: handle, _writeState: state } = engine;
  if (typeof handle?.reset !== "function" || typeof handle.writeSync !== "function") return undefined;
  if (!(state instanceof Uint32Array) || state.length !== 2) return undefined;
  let failures = 0;
  handle.onerror = () => {
    failures++;
  };
  const inflate: ReusedInflate = (compressed, target) => {
    const before = failures;
    handle.reset();
    handle.writeSync(constants.Z_FINISH, compressed, 0, compressed.length, target, 0, target.length);
    const room = state[0]!;
    if (failures !== before || room === 0 || state[1] !== 0) return -1;
    return target.length - room;
  };
  return selfTest(inflate) ? inflate : undefined;
}

/** Right streams, and every kind of wrong one, in an order that leaves each wrong one's traces to the next right one. */
function selfTest(inflate: ReusedInflate): boolean {
  const text = new TextEncoder().encode("the quick brown fox jumps over the lazy dog, again and again and again");
  const good = deflateSync(text);
  const wrongSum = Uint8Array.from(good);
  wrongSum[wrongSum.length - 1]! ^= 1;
  const longer = Uint8Array.from([...good, 0]);
  const isRight = (): boolean => {
    const target = new Uint8Array(text.length + 1);
    return inflate(good, target) === text.length && text.every((byte, i) => target[i] === byte);
  };
  const isWrong = (stream: Uint8Array, room = text.length + 1): boolean => inflate(stream, new Uint8Array(room)) === -1;
  return (
    isRight() &&
    isWrong(wrongSum) &&
    isRight() &&
    isWrong(good.subarray(0, -1)) &&
    isRight() &&
    isWrong(longer) &&
    isWrong(good, text.length - 1) &&
    isWrong(new Uint8Array(20)) &&
    isRight()
  );
}
