import { UnsupportedFormatError } from "../errors.ts";

/** Errors of the platform itself, which have no other mark. */
const forbidden: ReadonlySet<string> = new Set(["CompileError", "EvalError"]);

/**
 * Starts a codec whose WebAssembly lies in the program as bytes.
 *
 * @throws {UnsupportedFormatError} where the platform makes no code from bytes, as function platforms may.
 */
export async function startWasmCodec<T>(compression: string, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (cause) {
    if (!(cause instanceof Error) || !forbidden.has(cause.name)) throw cause;
    throw new UnsupportedFormatError(
      `${compression} is not read on this platform, which forbids the WebAssembly of its codec; give the file to a processor on Node, Deno or Bun, or write it again with ZLIB`,
      {},
      { cause },
    );
  }
}
