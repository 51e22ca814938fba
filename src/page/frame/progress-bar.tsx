import type { Progress } from "../../protocol/documents/analysis-document.ts";
import { count, percentage } from "../../plot/counts.ts";

/** A bar of the entries seen, and the same in words. Files count until their trees are planned, since entries are unknown before. */
export function ProgressBar({ progress, name }: { progress: Progress; name: string }) {
  const { files, filesPlanned, filesComplete, entries, entriesSeen } = progress;
  const byEntries = filesPlanned === files && entries > 0;
  const done = byEntries ? entriesSeen : filesComplete;
  const all = byEntries ? entries : files;
  return (
    <div class="progress">
      <progress value={done} max={Math.max(1, all)} aria-label={name}>
        {percentage(done, all)}
      </progress>
      <ProgressText progress={progress} />
    </div>
  );
}

/**
 * The same in words. While files are not opened, nobody knows how many entries there are: then those seen are told alone.
 */
export function ProgressText({
  progress: { files, filesPlanned, filesComplete, entries, entriesSeen },
}: {
  progress: Progress;
}) {
  return (
    <span class="progress-text">
      {filesComplete === files ? `all ${count(files)}` : `${count(filesComplete)} of ${count(files)}`}{" "}
      {files === 1 ? "file" : "files"}, {count(entriesSeen)}
      {filesPlanned === files && entriesSeen !== entries && ` of ${count(entries)}`} entries
      {filesPlanned < files && `, ${count(files - filesPlanned)} not opened`}
    </span>
  );
}
