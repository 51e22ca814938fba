import { type ExportProvenance, readExportProvenance } from "../protocol/documents/export-provenance.ts";

const marker = "hzz-provenance";

/**
 * Where an exported file says that it comes from, in any of its formats; undefined if it says nothing.
 *
 * @param bytes of the whole file
 */
export function readProvenance(bytes: Uint8Array): ExportProvenance | undefined {
  const text = new TextDecoder("utf-8").decode(bytes);
  if (text.startsWith("<svg")) return provenanceIn(unescaped(text));
  return provenanceIn(text) ?? provenanceIn(subjectOf(text));
}

function provenanceIn(text: string): ExportProvenance | undefined {
  const at = text.indexOf(marker);
  const start = at === -1 ? -1 : text.indexOf("{", at);
  if (start === -1) return undefined;
  try {
    return readExportProvenance(JSON.parse(text.slice(start, endOf(text, start))));
  } catch {
    return undefined;
  }
}

/** Behind the bracket that closes the one at `start`. */
function endOf(text: string, start: number): number {
  let depth = 0;
  for (let i = start, inText = false; i < text.length; i++) {
    const one = text[i];
    if (inText) {
      if (one === "\\") i++;
      else inText = one !== '"';
    } else if (one === '"') inText = true;
    else if (one === "{") depth++;
    else if (one === "}" && --depth === 0) return i + 1;
  }
  return text.length;
}

/** Of a PDF file, as `toPdf` writes it. */
function subjectOf(text: string): string {
  const digits = /\/Subject <feff([0-9a-f]*)>/.exec(text)?.[1] ?? "";
  return digits.replaceAll(/[0-9a-f]{4}/g, (unit) => String.fromCharCode(parseInt(unit, 16)));
}

/** Of XML. */
function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
