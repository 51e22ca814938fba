/** Below that, a copy costs less than what it takes to share. */
const LEAST_SHARED = 16 * 1024;

const wholes = new WeakMap<ReadableStream, Uint8Array<ArrayBuffer>>();

/** Bytes as the body of an answer. A `Response` copies those that it is given; a large body is handed over without that, so that many answers share it. */
export function wholeBody(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> {
  if (bytes.length < LEAST_SHARED) return bytes;
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        controller.enqueue(bytes);
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  wholes.set(body, bytes);
  return body;
}

/** The bytes of a body that `wholeBody` made and nobody has begun to read. */
export function bytesOf(body: ReadableStream): Uint8Array<ArrayBuffer> | undefined {
  return wholes.get(body);
}
