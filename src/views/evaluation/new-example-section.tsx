/** One more example: its class by the adapter of the present τ, nothing retrained, and the training images that it receives from. */

import { useRef, useState, type ReactNode } from "react";
import { toWireError, type WireError } from "../../errors.ts";
import { unreadableFile } from "../../pipeline/dataset/unreadable-file.ts";
import type { ImportFile } from "../../pipeline/embeddings/imported-features.ts";
import { selectDataset } from "../../studio/selectors/pools.ts";
import type { Prediction } from "../../studio/slices/trained-adapter.ts";
import { downloadBytes } from "../controls/download-file.ts";
import { ErrorNotice } from "../controls/error-notice.tsx";
import { Progress } from "../controls/progress.tsx";
import { PanelSection } from "../controls/stage-panel.tsx";
import { Thumbnail } from "../controls/thumbnail.tsx";
import { countOf } from "../format/count.ts";
import { percent } from "../format/percent.ts";
import { useCommands, useStudio, useStudioContext } from "../studio-context.tsx";
import { thresholdWords } from "../threshold-axis/threshold-words.ts";

const MOST_CLASSES = 3;
const MOST_NEIGHBOURS = 6;

export function NewExampleSection() {
  const commands = useCommands();
  const { newPhoto } = useStudioContext();
  const isFeatures = useStudio((state) => selectDataset(state)?.layout === "feature-files");
  const threshold = useStudio((state) => state.graph.threshold);
  const ready = useStudio((state) => state.graph.run.status === "ready");
  const input = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<WireError | null>(null);
  if (!ready) return null;
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setError(null);
    await work().catch((failure: unknown) => setError(toWireError(failure)));
  };
  const take = async (file: File): Promise<void> => {
    const { name } = file;
    await commands.predictExample(
      isFeatures
        ? { kind: "features", name, image: await rowFile(file), text: null }
        : { kind: "photo", name, photo: newPhoto(file), caption: "" },
    );
  };
  const save = async (): Promise<void> => {
    const file = await commands.exportAdapter();
    if (file !== null) downloadBytes(file.path, file.bytes);
  };
  return (
    <PanelSection title="Use the adapter">
      <p className="hint">
        The shown seed at τ {thresholdWords(threshold)}: it is trained once more to be kept. A new
        example receives from its training neighbours above τ (inductive); nothing is retrained.
      </p>
      <button type="button" className="button" onClick={() => input.current?.click()}>
        {isFeatures ? "Classify a row of features" : "Classify a photo"}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={isFeatures ? "A row of features" : "A photo to classify"}
        accept={isFeatures ? ".npy,.csv,.tsv,.json,.txt" : "image/*"}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file !== undefined) void attempt(() => take(file));
          event.target.value = "";
        }}
      />
      <NewExample />
      <AdapterState />
      <button type="button" className="button" onClick={() => void attempt(save)}>
        Export the adapter
      </button>
      {error === null ? null : <ErrorNotice error={error} />}
    </PanelSection>
  );
}

/** @throws StudioError embeddings/unreadable-file for a file that is gone since it was chosen */
async function rowFile(file: File): Promise<ImportFile> {
  try {
    return { path: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw unreadableFile(file.name, reason.replace(/\.$/u, ""), null);
  }
}

/** What the training of the kept adapter does; a photo that waits for it has a line of its own. */
function AdapterState(): ReactNode {
  const { run } = useStudio((state) => state.trainedAdapter);
  const commands = useCommands();
  if (run.status === "failed") return <ErrorNotice error={run.error} />;
  if (run.status !== "running") return null;
  return <Progress progress={run.progress} onCancel={commands.cancelAdapter} />;
}

function NewExample() {
  const prediction = useStudio((state) => state.trainedAdapter.prediction);
  const commands = useCommands();
  if (prediction === null) return null;
  const { name, run } = prediction;
  return (
    <div className="new-example">
      <p>
        <bdi className="untrusted-name">{name}</bdi>
      </p>
      {run.status === "running" ? (
        <Progress progress={run.progress} onCancel={commands.cancelAdapter} />
      ) : null}
      {run.status === "failed" ? <ErrorNotice error={run.error} /> : null}
      {run.status === "ready" ? <Answer prediction={run.artifact} /> : null}
    </div>
  );
}

function Answer({ prediction: { caption, attachment } }: { readonly prediction: Prediction }) {
  const classNames = useStudio((state) => selectDataset(state)?.classNames);
  const { probabilities, neighbours } = attachment;
  const best = [...probabilities]
    .map((probability, label) => ({ probability, label }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, MOST_CLASSES);
  return (
    <>
      <ol>
        {best.map(({ label, probability }) => (
          <li key={label}>
            <bdi className="untrusted-name">{classNames?.[label] ?? label}</bdi>{" "}
            {percent(probability)}
          </li>
        ))}
      </ol>
      {caption === null ? null : (
        <p className="hint">
          Caption: <bdi className="untrusted-name">{caption.text}</bdi>
        </p>
      )}
      <p className="hint">
        {neighbours.length === 0
          ? "No training image is similar enough at this τ: the adapter sees the example alone."
          : `${countOf(neighbours.length, "training neighbour")} above τ, the most similar first.`}
      </p>
      <ul className="new-example-neighbours">
        {neighbours.slice(0, MOST_NEIGHBOURS).map(({ example, label, similarity }) => (
          <li key={example}>
            <Thumbnail example={example} alt="" />
            <span>
              <bdi className="untrusted-name">{classNames?.[label] ?? label}</bdi>{" "}
              {similarity.toFixed(3)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
