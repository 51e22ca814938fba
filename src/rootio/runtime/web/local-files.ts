import { LocationRefusedError } from "../../errors.ts";
import type { ByteSource } from "../../source/byte-source.ts";

// A function platform has no files of its own.

export function openFileSource(path: string, _within?: readonly string[], name = path): Promise<ByteSource> {
  return Promise.reject(
    new LocationRefusedError("This platform has no files of its own; give the file's http(s) URL", { file: name }),
  );
}

export function fileURLToPath(url: string): string {
  return url;
}

export function join(...parts: readonly string[]): string {
  return parts.join("/");
}
