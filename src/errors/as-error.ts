/** What was thrown, as an error: JavaScript lets anything be thrown, and some things have no text. Never throws. */
export function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  const text = typeof thrown === "string" ? thrown : Object.prototype.toString.call(thrown);
  return new Error(`thrown without an error: ${text}`);
}
