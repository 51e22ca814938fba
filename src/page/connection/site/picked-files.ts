import { useEffect, useState } from "preact/hooks";
import { offerFiles } from "./client.ts";

let picked: readonly File[] = [];
const listeners = new Set<() => void>();

/** Of two files of the same name the later one counts, here as for the server. */
export function addFiles(files: readonly File[]): void {
  const names = new Set(files.map(({ name }) => name));
  picked = [...picked.filter(({ name }) => !names.has(name)), ...files];
  offerFiles(files);
  for (const listener of listeners) listener();
}

/** The files that were picked so far; they stay while the page is open. */
export function usePickedFiles(): readonly File[] {
  const [files, setFiles] = useState(picked);
  useEffect(() => {
    const update = () => {
      setFiles(picked);
    };
    listeners.add(update);
    update();
    return () => {
      listeners.delete(update);
    };
  }, []);
  return files;
}
