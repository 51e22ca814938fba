/** Memory for whoever fills it. It is zeroed, since the web knows no other. */
export function allocate(length: number): Uint8Array {
  return new Uint8Array(length);
}
