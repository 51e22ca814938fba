import { expect, test } from "vitest";
import { UnsupportedFormatError } from "../errors.ts";
import { startWasmCodec } from "./wasm-codec.ts";

test("a platform that forbids WebAssembly from bytes does not read the compression, and says what to do", async () => {
  const refusal = Object.assign(new Error("Wasm code generation disallowed by embedder"), { name: "CompileError" });
  const forbidden = startWasmCodec("ZSTD", () => Promise.reject(refusal));
  await expect(forbidden).rejects.toThrow(UnsupportedFormatError);
  await expect(forbidden).rejects.toThrow("add edge-zstd.wasm");
});

test("any other failure stays what it is", async () => {
  await expect(startWasmCodec("LZ4", () => Promise.reject(new RangeError("no memory")))).rejects.toThrow(RangeError);
});
