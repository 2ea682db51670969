/** The one store: the seven stages' slices and the device. It holds plain values only, no tensor, worker, handle or DOM node. */

import { createStore, type StoreApi } from "zustand/vanilla";
import { createAdapterSlice, type AdapterSlice } from "./slices/adapter.ts";
import { createCaptionsSlice, type CaptionsSlice } from "./slices/captions.ts";
import { createDatasetSlice, type DatasetSlice } from "./slices/dataset.ts";
import { createDiagnosticsSlice, type DiagnosticsSlice } from "./slices/diagnostics.ts";
import { createDeviceSlice, type DeviceSlice } from "./slices/device.ts";
import { createEmbeddingsSlice, type EmbeddingsSlice } from "./slices/embeddings.ts";
import { createEvaluationSlice, type EvaluationSlice } from "./slices/evaluation.ts";
import { createImportSlice, type ImportSlice } from "./slices/import.ts";
import { createGraphSlice, type GraphSlice } from "./slices/graph.ts";
import { createModelsSlice, type ModelsSlice } from "./slices/models.ts";
import { createPageSlice, type PageSlice } from "./slices/page.ts";
import { createRunsSlice, type RunsSlice } from "./slices/runs.ts";
import { createStudiesSlice, type StudiesSlice } from "./slices/studies.ts";
import { createTextsSlice, type TextsSlice } from "./slices/texts.ts";
import { createTrainedAdapterSlice, type TrainedAdapterSlice } from "./slices/trained-adapter.ts";
import { createTrainingSlice, type TrainingSlice } from "./slices/training.ts";

export type StudioState = DatasetSlice &
  CaptionsSlice &
  EmbeddingsSlice &
  GraphSlice &
  AdapterSlice &
  TrainingSlice &
  EvaluationSlice &
  TrainedAdapterSlice &
  StudiesSlice &
  ImportSlice &
  RunsSlice &
  ModelsSlice &
  TextsSlice &
  DiagnosticsSlice &
  PageSlice &
  DeviceSlice;

export type Studio = StoreApi<StudioState>;

export function createStudio(): Studio {
  return createStore<StudioState>()((...args) => ({
    ...createDatasetSlice(...args),
    ...createCaptionsSlice(...args),
    ...createEmbeddingsSlice(...args),
    ...createGraphSlice(...args),
    ...createAdapterSlice(...args),
    ...createTrainingSlice(...args),
    ...createEvaluationSlice(...args),
    ...createTrainedAdapterSlice(...args),
    ...createStudiesSlice(...args),
    ...createImportSlice(...args),
    ...createRunsSlice(...args),
    ...createModelsSlice(...args),
    ...createTextsSlice(...args),
    ...createDiagnosticsSlice(...args),
    ...createDeviceSlice(...args),
    ...createPageSlice(...args),
  }));
}
