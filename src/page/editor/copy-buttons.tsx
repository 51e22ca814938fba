import { useState } from "preact/hooks";
import { pathTo } from "#page/addresses";
import { copyForms, type CopyPlace, textOfCopy } from "./copy-forms.ts";

/**
 * A button for each form in which the text can be taken along.
 *
 * @param started the analysis that the specification is of; undefined for a new one
 * @param read the specification that stands there now; undefined if it cannot be read
 */
export function CopyButtons({ started, read }: { started: CopyPlace["started"]; read: () => unknown }) {
  const [said, setSaid] = useState("");
  const place = { server: `${location.origin}${pathTo("")}`, started };
  const copy = async (form: ReturnType<typeof copyForms>[number]) => {
    const spec = read();
    if (spec === undefined) {
      setSaid("Not copied: the text cannot be read yet.");
      return;
    }
    try {
      await navigator.clipboard.writeText(textOfCopy(form, spec, place));
      setSaid(form === "Python" ? "Copied: a program that reads the result of this page." : `Copied as ${form}.`);
    } catch {
      // Pages without https (other than localhost) may not write there.
      setSaid("The browser does not allow it here; select the text and copy it.");
    }
  };
  return (
    <div>
      <p class="actions">
        {copyForms(place).map((form) => (
          <button key={form} type="button" onClick={() => void copy(form)}>
            Copy as {form}
          </button>
        ))}
      </p>
      <p class="quiet" role="status">
        {said}
      </p>
    </div>
  );
}
