/** The panel of the open stage. */

import type { StageName } from "../pipeline/artifacts.ts";
import { AdapterPanel } from "./adapter/adapter-panel.tsx";
import { CaptionsPanel } from "./captions/captions-panel.tsx";
import { DatasetPanel } from "./dataset/dataset-panel.tsx";
import { EmbeddingsPanel } from "./embeddings/embeddings-panel.tsx";
import { EvaluationPanel } from "./evaluation/evaluation-panel.tsx";
import { GraphPanel } from "./graph/graph-panel.tsx";
import { TrainingPanel } from "./training/training-panel.tsx";

interface OpenStagePanelProps {
  readonly stage: StageName;
  readonly onShowImages: () => void;
}

export function OpenStagePanel({ stage, onShowImages }: OpenStagePanelProps) {
  switch (stage) {
    case "dataset":
      return <DatasetPanel onShowImages={onShowImages} />;
    case "captions":
      return <CaptionsPanel />;
    case "embeddings":
      return <EmbeddingsPanel />;
    case "graph":
      return <GraphPanel />;
    case "adapter":
      return <AdapterPanel />;
    case "training":
      return <TrainingPanel />;
    case "evaluation":
      return <EvaluationPanel />;
  }
}
