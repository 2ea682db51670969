/** A trained adapter as files for PyTorch: its tensors, and a JSON text that says what they are. `predict.py` in public/ loads both and predicts. */

import { writeSafetensors, type NamedTensor } from "../embeddings/write-safetensors.ts";
import type { WeightValues } from "../adapter/initial-parameters.ts";
import type { TrainedAdapter } from "./trained-adapter.ts";

export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const TENSORS = "adapter.safetensors";
const CONFIG = "adapter.json";
const IMAGE_MEAN = "mean.image";
const TEXT_MEAN = "mean.text";

/** The equations as the file's reader needs them, in the notation of the method's specification. */
const EQUATIONS = {
  E1: "v = image / |image|, t = text / |text|; then the mean is subtracted where one is named, and the length made 1 again; a row without a vector is zero",
  E2: "z = [sqrt(1 - w) v, sqrt(w) t]; w = 0 or 1 drops the empty block",
  E2b: "x = s z",
  E8: "a row q receives from the training rows j with z_q . z_j > threshold; d_q = 1 + their number, d_j = train.degrees[j]; (A x)_q = sum_j x_j / sqrt(d_q d_j) + x_q / d_q, and (A 1)_q likewise",
  E9: "p = (A x) down.weight^T + (A 1) down.bias",
  E10: "m = activation(p gcn.weight^T + gcn.bias)",
  E11: "u = m up.weight^T + up.bias",
  E12: "h = x + u with the residual, else u",
  E13: "logits = h head.weight^T + head.bias",
} as const;

/** `adapter.safetensors` and `adapter.json`. Weights are [out, in] float32 as in `torch.nn.Linear`; means are float64, as they are subtracted. */
export function exportAdapter(adapter: TrainedAdapter): readonly ExportedFile[] {
  const config = new TextEncoder().encode(`${JSON.stringify(adapterConfig(adapter), null, 2)}\n`);
  return [
    { name: TENSORS, bytes: writeSafetensors(adapterTensors(adapter), { format: "pt" }) },
    { name: CONFIG, bytes: config },
  ];
}

function adapterTensors({ parameters: p, trainingRows, means }: TrainedAdapter): NamedTensor[] {
  const { values, dimension, labels, examples, degrees } = trainingRows;
  const linear = (name: string, weight: WeightValues, bias: Float32Array): NamedTensor[] => [
    { name: `${name}.weight`, ...transposed(weight) },
    vector(`${name}.bias`, bias),
  ];
  return [
    ...linear("down", p.downWeight, p.downBias),
    ...linear("gcn", p.gcnWeight, p.gcnBias),
    ...linear("up", p.upWeight, p.upBias),
    ...linear("head", p.headWeight, p.headBias),
    ...(means.image === null ? [] : [vector(IMAGE_MEAN, means.image)]),
    ...(means.text === null ? [] : [vector(TEXT_MEAN, means.text)]),
    { name: "train.features", shape: [labels.length, dimension], values },
    vector("train.labels", labels),
    vector("train.examples", examples),
    vector("train.degrees", degrees),
  ];
}

function vector(name: string, values: NamedTensor["values"]): NamedTensor {
  return { name, shape: [values.length], values };
}

/** [in, out] -> [out, in] */
function transposed({ shape: [rows, columns], values }: WeightValues): WeightValues {
  const turned = Float32Array.from(
    values,
    (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!,
  );
  return { shape: [columns, rows], values: turned };
}

function adapterConfig(adapter: TrainedAdapter) {
  const { parameters, settings, training, features, means, trainingRows, point } = adapter;
  const [featureDimension, bottleneckDimension] = parameters.downWeight.shape;
  return {
    format: "ganet-studio adapter",
    version: 1,
    tensors: TENSORS,
    equations: EQUATIONS,
    shapes: {
      imageDimension: adapter.imageDimension,
      textDimension: adapter.textDimension,
      featureDimension,
      bottleneckDimension,
      classes: parameters.headWeight.shape[1],
      trainingRows: trainingRows.labels.length,
    },
    threshold: adapter.threshold,
    scope: adapter.scope,
    scale: features.scale,
    modalityWeight: features.modalityWeight,
    imageMean: means.image === null ? null : IMAGE_MEAN,
    textMean: means.text === null ? null : TEXT_MEAN,
    residual: settings.residual,
    activation: settings.activation,
    classNames: adapter.classNames,
    training: {
      ...training,
      runSeed: adapter.runSeed,
      keptEpoch: point.keptEpoch,
      validationAccuracy: point.validationAccuracy,
    },
    fingerprint: adapter.fingerprint,
  };
}
