import { UnsupportedFormatError } from "../errors.ts";

/** Errors of the platform itself, which have no other mark. */
const forbidden: ReadonlySet<string> = new Set(["CompileError", "EvalError"]);

/**
 * Starts a codec whose WebAssembly lies in the program as bytes.
 *
 * @throws {UnsupportedFormatError} where the platform makes no code from bytes, and has no module of it either.
 */
export async function startWasmCodec<T>(compression: string, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (cause) {
    if (!(cause instanceof Error) || !forbidden.has(cause.name)) throw cause;
    throw new UnsupportedFormatError(
      `${compression} is not read here: this platform forbids WebAssembly from bytes, and the module of its codec is not beside the program; add edge-zstd.wasm and edge-xxhash.wasm as docs/edge.md shows`,
      {},
      { cause },
    );
  }
}
