import { useRef } from "preact/hooks";
import { addFiles, usePickedFiles } from "../connection/site/picked-files.ts";
import { bytesText } from "./bytes-text.ts";

/** Where files of this computer are picked, or dropped. */
export function FilePicker() {
  const files = usePickedFiles();
  const field = useRef<HTMLInputElement>(null);
  const take = (list: FileList | null | undefined) => {
    if (list !== null && list !== undefined && list.length > 0) addFiles([...list]);
  };
  return (
    <section
      aria-labelledby="files"
      class="panel"
      onDragOver={(event) => {
        event.preventDefault();
      }}
      onDrop={(event) => {
        event.preventDefault();
        take(event.dataTransfer?.files);
      }}
    >
      <h2 id="files">Files of this computer</h2>
      <p>
        Pick ROOT files, and files of corrections that a specification names, or drop them here. They are read by this
        page, here, and sent nowhere. Results stay until the page is closed or loaded again; download what you want to
        keep.
      </p>
      <p>
        <label class="field">
          ROOT files, corrections
          <input
            ref={field}
            type="file"
            multiple
            accept=".root,.json,.gz"
            onChange={() => {
              take(field.current?.files);
              // The same files again are picked again: they may have changed.
              if (field.current !== null) field.current.value = "";
            }}
          />
        </label>
      </p>
      {files.length > 0 && (
        <ul aria-label="Picked files">
          {files.map(({ name, size }) => (
            <li key={name}>
              <code>{name}</code> <span class="quiet">{bytesText(size)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
