/** Accuracies that others have published, for the few data sets where their protocol is known (ganet.md section 8). */

import type { MethodId } from "./method.ts";

/** What a table of ours was made with, as far as it decides whether a published figure may stand beside it. */
export interface AccuracyProtocol {
  /** Of the data set, or of the feature files ("oxford_pets"). */
  readonly dataSet: string;
  /** Classes in the run: a subset of a data set is another problem. */
  readonly classCount: number;
  /** Training, validation and test are those of CoOp's split file. */
  readonly isCoopSplit: boolean;
  readonly shots: number;
}

/** Always with CLIP's RN50, which is not the encoder of ours: shown with that said. */
export interface PublishedAccuracy {
  readonly method: MethodId;
  readonly name: string;
  /** Fraction of the test set */
  readonly accuracy: number;
  readonly backbone: "RN50";
  /** What has to be read with it. */
  readonly remarks: readonly string[];
  readonly source: string;
}

const SHOTS = [1, 2, 4, 8, 16] as const;

const TIP_LOG = "gaopengcuhk/Tip-Adapter exp.log at d0e2d6f";
const GDA_LOG = "mrflogs/ICLR24 exp.log at c83409b";

interface PublishedSet {
  readonly names: readonly string[];
  readonly classCount: number;
  /** Percent, of all shots or by SHOTS, in the order of PUBLISHED_METHODS. */
  readonly percent: readonly (readonly number[])[];
}

interface PublishedMethod {
  readonly method: MethodId;
  readonly name: string;
  readonly source: string;
  readonly remarks: readonly string[];
}

const BACKBONE = "published, with CLIP's RN50: another encoder than here";

const PUBLISHED_METHODS: readonly PublishedMethod[] = [
  { method: "zero-shot", name: "Zero-shot CLIP", source: TIP_LOG, remarks: [] },
  { method: "clip-adapter", name: "CLIP-Adapter", source: TIP_LOG, remarks: [] },
  { method: "tip-adapter", name: "Tip-Adapter", source: TIP_LOG, remarks: [] },
  {
    method: "tip-adapter-f",
    name: "Tip-Adapter-F",
    source: TIP_LOG,
    remarks: ["its epoch was chosen on the test set"],
  },
  { method: "gda", name: "GDA", source: GDA_LOG, remarks: [] },
];

const PUBLISHED_SETS: readonly PublishedSet[] = [
  {
    names: ["pets", "oxfordpets", "oxfordiiitpets", "pets37"],
    classCount: 37,
    percent: [
      [85.83],
      [85.99, 86.73, 87.46, 87.65, 87.84],
      [86.1, 87.03, 86.45, 87.03, 88.14],
      [87.0, 87.03, 87.54, 88.09, 89.7],
      [85.49, 86.69, 87.19, 89.12, 88.81],
    ],
  },
  {
    names: ["flowers", "flowers102", "oxfordflowers", "oxfordflowers102"],
    classCount: 102,
    percent: [
      [66.02],
      [73.49, 81.61, 87.17, 91.72, 93.9],
      [73.12, 79.13, 83.8, 87.98, 89.89],
      [79.98, 82.3, 88.83, 91.51, 94.8],
      [72.11, 82.91, 89.73, 93.23, 95.72],
    ],
  },
  {
    names: ["food", "food101"],
    classCount: 101,
    percent: [
      [77.32],
      [76.82, 77.22, 77.92, 78.04, 78.25],
      [77.42, 77.52, 77.54, 77.76, 77.83],
      [77.51, 77.81, 78.24, 78.64, 79.43],
      [77.42, 77.87, 77.83, 78.43, 79.05],
    ],
  },
];

/**
 * Published figures of the same data set, classes, CoOp split and shots. The encoder is never the same, and each figure says so. Empty where any of
 * these differs.
 */
export function publishedAccuracies({
  dataSet,
  classCount,
  isCoopSplit,
  shots,
}: AccuracyProtocol): readonly PublishedAccuracy[] {
  const name = dataSet.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const known = PUBLISHED_SETS.find((set) => set.names.includes(name));
  const place = SHOTS.findIndex((published) => published === shots);
  if (!isCoopSplit || known?.classCount !== classCount || place === -1) return [];
  return PUBLISHED_METHODS.map(({ remarks, ...method }, index) => {
    const figures = known.percent[index]!;
    return {
      ...method,
      accuracy: figures[figures.length === 1 ? 0 : place]! / 100,
      backbone: "RN50",
      remarks: [BACKBONE, ...remarks],
    };
  });
}
