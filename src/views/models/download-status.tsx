/** The download that runs, or how the last one ended. */

import { useEffect, useRef } from "react";
import type { DownloadProgress } from "../../studio/model-ports.ts";
import type { DownloadState } from "../../studio/slices/models.ts";
import { ErrorNotice } from "../controls/error-notice.tsx";
import { byteSize } from "../format/bytes.ts";
import { clockTime } from "../format/duration.ts";
import { useCommands, useStudio } from "../studio-context.tsx";

export function DownloadStatus() {
  const download = useStudio((state) => state.models.download);
  const place = useRef<HTMLDivElement>(null);
  const running = download?.status === "running";
  // The button that starts it is where a small screen ends.
  useEffect(() => {
    if (running) place.current?.scrollIntoView({ block: "nearest" });
  }, [running]);
  return <div ref={place}>{download === null ? null : <Download download={download} />}</div>;
}

function Download({ download }: { readonly download: DownloadState }) {
  const commands = useCommands();
  const { plan, status, progress, error } = download;
  if (status === "failed" && error !== null) return <ErrorNotice error={error} />;
  if (status === "done") return <p role="status">{plan.ref.id} is stored.</p>;
  if (status === "cancelled") {
    return (
      <p role="status">Cancelled. What has arrived is kept, and Download goes on from there.</p>
    );
  }
  const total = plan.files.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <div className="progress">
      <div className="progress-head">
        <span className="progress-label">
          <bdi>{progress?.path ?? plan.ref.id}</bdi>
        </span>
        <button type="button" className="button button-quiet" onClick={commands.cancelDownload}>
          Cancel
        </button>
      </div>
      <progress aria-label="Download" max={total} value={progress?.doneBytes ?? 0} />
      <p className="hint">{progress === null ? "starting" : progressWords(progress)}</p>
    </div>
  );
}

/** "1.2 of 3.4 MB of this file, 5.6 MB of 130 MB in all, 2.1 MB a second, 0:59 left" */
function progressWords(progress: DownloadProgress): string {
  const { fileDoneBytes, fileBytes, doneBytes, totalBytes, bytesPerSecond } = progress;
  const words = [
    `${byteSize(fileDoneBytes)} of ${byteSize(fileBytes)} of this file`,
    `${byteSize(doneBytes)} of ${byteSize(totalBytes)} in all`,
  ];
  if (bytesPerSecond !== null && bytesPerSecond > 0) {
    words.push(`${byteSize(bytesPerSecond)} a second`);
    words.push(`${clockTime((totalBytes - doneBytes) / bytesPerSecond)} left`);
  }
  return words.join(", ");
}
