import { afterEach, expect, test, vi } from "vitest";
import { instantiateCodec } from "./instantiate-codec.ts";

/** The smallest module there is: its magic and version. */
const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const { WebAssembly: assembly } = globalThis as unknown as {
  WebAssembly: {
    Module: new (bytes: Uint8Array) => object;
    instantiate(code: object, imports?: object): Promise<object>;
  };
};
const refusal = Object.assign(new Error("Wasm code generation disallowed by embedder"), { name: "CompileError" });

afterEach(() => vi.restoreAllMocks());

/** As a function platform does. */
function forbidBytes(): void {
  const instantiate = assembly.instantiate.bind(assembly);
  vi.spyOn(assembly, "instantiate").mockImplementation((code, imports) =>
    code instanceof assembly.Module ? instantiate(code, imports) : Promise.reject(refusal),
  );
}

test("bytes are compiled where they may be, and no module is asked for", async () => {
  const asked = vi.fn();
  expect(await instantiateCodec(asked, empty)).toHaveProperty("instance.exports");
  expect(asked).not.toHaveBeenCalled();
});

test("where bytes are forbidden the module beside the program is taken", async () => {
  forbidBytes();
  const compiled = () => Promise.resolve({ default: new assembly.Module(empty) });
  expect(await instantiateCodec(compiled, empty)).toHaveProperty("instance.exports");
});

test.each([
  ["there is none", () => Promise.reject(new Error("No such module"))],
  ["it is something else", () => Promise.resolve({ default: "https://example.org/edge-zstd.wasm" })],
])("where bytes are forbidden and %s, the platform's refusal is told", async (_, compiled) => {
  forbidBytes();
  await expect(instantiateCodec(compiled, empty)).rejects.toBe(refusal);
});
