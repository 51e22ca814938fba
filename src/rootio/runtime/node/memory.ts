/** Memory that is not zeroed: whoever asks for it fills it. */
export function allocate(length: number): Uint8Array {
  return new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
}
