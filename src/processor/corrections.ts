import { inReadingOrder } from "../analysis/base-url-order.ts";
import { RecentValues } from "../collections/recent-values.ts";
import { CallableCorrection } from "../corrections/callable-correction.ts";
import type { CorrectionReader } from "../corrections/correction-reader.ts";
import { CorrectionNotPinnedError } from "../corrections/errors.ts";
import { correctionIn, parseCorrections } from "../corrections/parse-corrections.ts";
import { unpackText } from "../corrections/unpack-text.ts";
import type { WorkItem } from "../protocol/work-item.ts";

/** Corrections that are kept: of a few recipes. */
const mostKept = 64;

/** Corrections of work items, kept by the content of their file, so that another content is never taken for it. */
export class Corrections {
  readonly #reader: Pick<CorrectionReader, "read">;
  readonly #kept = new RecentValues<{ callable?: CallableCorrection }>(mostKept);

  constructor(reader: Pick<CorrectionReader, "read">) {
    this.#reader = reader;
  }

  /**
   * Those that the recipe of an item names, under the names under which it calls them.
   *
   * @throws {CorrectionNotPinnedError} if it does not say which content.
   * @throws {CorrectionContentError} if no place has that content.
   * @throws {AppError} if the file cannot be read, or has no such correction.
   */
  async of({ recipe, baseUrls }: WorkItem): Promise<ReadonlyMap<string, CallableCorrection>> {
    const found = new Map<string, CallableCorrection>();
    for (const [use, { file, name, sha256 }] of Object.entries(recipe.corrections ?? {})) {
      if (sha256 === undefined) throw new CorrectionNotPinnedError(use, file);
      const place = this.#kept.get(JSON.stringify([sha256, name]), () => ({}));
      if (place.callable === undefined) {
        const { bytes, source } = await this.#reader.read({ file, baseUrls: inReadingOrder(baseUrls), sha256 });
        const where = { file: source };
        const set = parseCorrections(await unpackText(bytes, where), where);
        place.callable = new CallableCorrection(correctionIn(set, name, source));
      }
      found.set(use, place.callable);
    }
    return found;
  }
}
