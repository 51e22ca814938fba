/** What is used of the web's `WebAssembly`, which Node's own types do not describe. */
interface Assembly {
  readonly Module: new (bytes: Uint8Array) => object;
  instantiate(bytes: ArrayBuffer | Uint8Array, imports?: object): Promise<{ readonly instance: object }>;
  instantiate(compiled: object, imports?: object): Promise<object>;
}

/** Loads a module of WebAssembly that came beside the program, which the platform has compiled already. */
type CompiledCodec = () => Promise<{ readonly default?: unknown }>;

/**
 * In the place of `WebAssembly.instantiate` in the codecs of the bundle for function platforms (deploy/build.mjs): some of them forbid code
 * from bytes, but not a module beside the bundle.
 *
 * @throws the platform's refusal where there is no such module either
 */
export async function instantiateCodec(
  compiled: CompiledCodec,
  bytes: ArrayBuffer | Uint8Array,
  imports?: object,
): Promise<{ readonly instance: object }> {
  const { WebAssembly: assembly } = globalThis as unknown as { readonly WebAssembly: Assembly };
  try {
    return await assembly.instantiate(bytes, imports);
  } catch (refusal) {
    if (!(refusal instanceof Error) || refusal.name !== "CompileError") throw refusal;
    const codec = await compiled().then(
      (found) => found.default,
      () => undefined,
    );
    if (!(codec instanceof assembly.Module)) throw refusal;
    return { instance: await assembly.instantiate(codec, imports) };
  }
}
