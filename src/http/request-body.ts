import { HttpProblemError } from "./problem.ts";

/**
 * The body of a request that must be JSON; whether it is one is for the caller to find out.
 * @throws {HttpProblemError} 415 for another media type, 413 for a body of more than `maxBytes`, which is not read further.
 */
export async function readJsonBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const type = request.headers.get("content-type");
  if (type?.split(";")[0]?.trim().toLowerCase() !== "application/json")
    throw new HttpProblemError({
      title: "Unsupported media type",
      status: 415,
      detail: `The body is ${type ?? "of no type"}; send it with Content-Type: application/json (curl: --json in place of -d).`,
      headers: { accept: "application/json" },
    });
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
  // Firefox, in which the site without a server runs, has no streams of requests: what its page sends is in memory anyway.
  const stream = request.body as ReadableStream<Uint8Array> | null | undefined;
  if (stream === undefined) return checked(new Uint8Array(await request.arrayBuffer()), maxBytes);
  if (stream === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > maxBytes) {
      await reader.cancel();
      throw tooLarge(maxBytes);
    }
    chunks.push(value);
  }
  return joined(chunks, length);
}

function checked(body: Uint8Array, maxBytes: number): Uint8Array {
  if (body.length > maxBytes) throw tooLarge(maxBytes);
  return body;
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const body = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.length;
  }
  return body;
}

function tooLarge(maxBytes: number): HttpProblemError {
  return new HttpProblemError({
    title: "Body too large",
    status: 413,
    detail: `The body has more than the ${maxBytes} bytes that are allowed.`,
  });
}
