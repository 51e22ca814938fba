import { analysisPath } from "../api/requests.ts";
import { FileLink } from "../frame/file-link.tsx";

/** What can be downloaded: the histogram that is shown, and all there is. @param histogram its key */
export function ResultLinks({ id, histogram: key }: { id: string; histogram: string }) {
  return (
    <>
      <FileLink href={`${analysisPath(id)}/histograms/${encodeURIComponent(key)}`} name={`${id}-${key}.json`}>
        JSON (UHI)
      </FileLink>
      <FileLink href={`${analysisPath(id)}/results.root`} title="All histograms, cutflow, specification">
        ROOT
      </FileLink>
      <FileLink href={`${analysisPath(id)}/results.csv`} title="All histograms">
        CSV
      </FileLink>
    </>
  );
}
