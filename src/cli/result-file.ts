import { extname } from "node:path";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { histogramsToCsv } from "../results/to-csv.ts";
import { writeRootResults } from "../results/write-root-results.ts";
import { uhiDocumentText } from "../results/uhi-document.ts";
import { resultDocumentText } from "../results/result-document.ts";
import { OutputFile } from "./output-file.ts";
import { softwareVersion } from "../serve/software-version.ts";

type ResultFormat = "root" | "csv" | "uhi" | "whole";

/** The file that `--out` names. Its ending says what is written: `.root`, `.csv`, `.hzz.json` for all that is known, and with any other one UHI JSON. */
export class ResultFile {
  /** undefined: nothing is asked for. */
  readonly format: ResultFormat | undefined;
  readonly #file: OutputFile;

  private constructor(format: ResultFormat | undefined, file: OutputFile) {
    this.format = format;
    this.#file = file;
  }

  /** @throws {UsageError} if no file can be made there. */
  static async open(path: string | undefined): Promise<ResultFile> {
    const file = await OutputFile.open(path, "--out");
    return new ResultFile(path === undefined ? undefined : formatOf(path), file);
  }

  /**
   * @throws {OutputFailedError} if the file cannot be written; then nothing is left of it.
   * @throws {NonFiniteSumError} if a sum cannot stand in a ROOT file.
   */
  async write(view: AnalysisView): Promise<void> {
    if (this.format === "root")
      await this.#file.fill((sink) => writeRootResults(view, sink, { version: softwareVersion }));
    else if (this.format === "csv") await this.#file.write(histogramsToCsv(view));
    else if (this.format === "whole") await this.#file.write(resultDocumentText(view, softwareVersion));
    else if (this.format === "uhi") await this.#file.write(uhiDocumentText(view));
  }

  /** Writes what a server has made already. */
  async copy(bytes: Uint8Array): Promise<void> {
    await this.#file.write(bytes);
  }

  /** Removes what was begun; does nothing once the file is there. */
  async discard(): Promise<void> {
    await this.#file.discard();
  }
}

function formatOf(path: string): ResultFormat {
  const ending = extname(path).toLowerCase();
  if (isWholeResult(path)) return "whole";
  return ending === ".root" ? "root" : ending === ".csv" ? "csv" : "uhi";
}

/** Whether a file of this name holds a whole result. */
export function isWholeResult(path: string): boolean {
  return /\.hzz\.json$/i.test(path);
}
