import { analysisPath } from "../api/requests.ts";
import { FileLink } from "../frame/file-link.tsx";

const files = [
  { file: "fit", name: "fit.json", text: "Fit (JSON)", title: "All numbers of the fit, unrounded" },
  { file: "workspace.json", text: "Model (pyhf)", title: "The statistical model as a HistFactory workspace" },
  {
    file: "submission.zip",
    text: "HEPData",
    title: "A submission: tables of all histograms, the cutflow, and the model",
  },
  { file: "tables.tex", text: "LaTeX", title: "Tables of yields and cutflow" },
] as const;

/** The fit, and what to take to a publication. */
export function FitLinks({ id }: { id: string }) {
  return (
    <div class="toolbar" role="group" aria-label="Downloads of fit and model">
      {files.map(({ file, text, title, ...more }) => (
        <FileLink
          key={file}
          href={`${analysisPath(id)}/${file}`}
          title={title}
          {...("name" in more ? { name: `${id}-${more.name}` } : {})}
        >
          {text}
        </FileLink>
      ))}
    </div>
  );
}
