const proto = 0x80;
const highestProtocol = 5;
const stop = 0x2e;

/** Opcodes that what Python's pickle writes with protocols 0 and 1 may begin with: marks, containers, numbers, texts, None, globals. */
const firstOpcodes = new Set(new TextEncoder().encode("(]})cFGIJKLMNPSTUVX"));

/**
 * Which protocol of Python's pickle a body is in, told from its bytes alone: nothing of it is ever unpickled, since that runs what its
 * sender wrote. undefined: it is no pickle.
 *
 * From protocol 2 on a pickle begins with 0x80, which no text in UTF-8 does. Before that it is told by its first opcode and its last one,
 * `.`, which ends every pickle and no JSON.
 */
export function pickleProtocol(body: Uint8Array): string | undefined {
  const [first, second] = body;
  if (first === undefined) return undefined;
  if (first === proto && second !== undefined && second >= 2 && second <= highestProtocol) return String(second);
  return body.length > 1 && body[body.length - 1] === stop && firstOpcodes.has(first) ? "0 or 1" : undefined;
}
