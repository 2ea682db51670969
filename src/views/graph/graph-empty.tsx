/** What stands in place of the graph while there is none: what is missing and what to do. */

import { readyArtifact } from "../../studio/stage-run.ts";
import type { StudioState } from "../../studio/store.ts";
import { countOf } from "../format/count.ts";
import { useCommands, useStudio } from "../studio-context.tsx";

export function GraphEmpty() {
  const words = useStudio(whatIsMissing);
  const hasData = useStudio((state) => state.dataset.run.status === "ready");
  const busy = useStudio(somethingRuns);
  const commands = useCommands();
  return (
    <div className="graph-empty">
      <p>{words}</p>
      {busy ? null : hasData ? (
        <button type="button" className="button" onClick={() => void commands.runAll()}>
          Run
        </button>
      ) : (
        <button type="button" className="button" onClick={() => void commands.loadSample("noto")}>
          Load the sample
        </button>
      )}
    </div>
  );
}

function somethingRuns({ dataset, captions, embeddings, graph }: StudioState): boolean {
  return [dataset, captions, embeddings, graph].some(({ run }) => run.status === "running");
}

function whatIsMissing(state: StudioState): string {
  const dataset = readyArtifact(state.dataset.run);
  if (dataset === null) {
    return state.dataset.run.status === "running"
      ? "Reading the images. The graph follows once they are embedded."
      : "The graph of your images appears here. Open a folder (it stays on this computer) or load the sample.";
  }
  const images = countOf(dataset.examples.length, "image");
  if (state.embeddings.run.status === "ready") {
    return `${images} are embedded. Run compares all pairs and draws the graph.`;
  }
  if (somethingRuns(state)) {
    return `${images} are being captioned and embedded. The graph is drawn as soon as that is done.`;
  }
  return `${images} are loaded. The graph needs their embeddings: Run captions the images, embeds them and compares all pairs.`;
}
