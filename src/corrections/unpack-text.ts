import type { Where } from "../errors/app-error.ts";
import { asError } from "../errors/as-error.ts";
import { CorrectionFileError, CorrectionSizeError } from "./errors.ts";
import { correctionLimits } from "./limits.ts";

/**
 * The text of a file of corrections, which may be gzipped: its first bytes tell.
 *
 * What is unpacked is counted while it comes, so that little that unpacks to much is refused before it has filled the memory.
 *
 * @param textBytes the most that the text may have
 * @throws {CorrectionSizeError} if it is too large.
 * @throws {CorrectionFileError} if it is damaged, or no UTF-8.
 */
export async function unpackText(
  bytes: Uint8Array,
  where: Where = {},
  textBytes: number = correctionLimits.textBytes,
): Promise<string> {
  const refuse = (message: string, cause?: Error): never => {
    throw new CorrectionFileError([{ path: "", message }], where, { cause });
  };
  const { fileBytes } = correctionLimits;
  const tooLarge = (message: string): never => {
    throw new CorrectionSizeError([{ path: "", message }], where);
  };
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const most = isPacked ? fileBytes : textBytes;
  if (bytes.length > most) tooLarge(`the file has ${bytes.length} bytes, at most ${most} are read`);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (error) {
      return refuse("expected UTF-8 text", asError(error));
    }
  };
  if (!isPacked) return decode(bytes) + decode();
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"));
  const reader = stream.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const parts: string[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader
      .read()
      .catch((error: unknown) => refuse("expected gzip: it is damaged or cut short", asError(error)));
    if (done) return parts.join("") + decode();
    size += value.length;
    if (size > textBytes) {
      await reader.cancel();
      tooLarge(`the file unpacks to more than ${textBytes} bytes, at most so many are read`);
    }
    parts.push(decode(value));
  }
}
