/** What the page has to know of a method before it runs, apart from the methods themselves, which bring TensorFlow.js with them. */

import type { GraphScope } from "../artifacts.ts";
import type { MethodId } from "./method.ts";

export interface MethodFacts {
  readonly id: MethodId;
  /** As its paper writes it. */
  readonly name: string;
  readonly scope: GraphScope;
  readonly needs: readonly ("class-texts" | "text-features" | "image-features")[];
}

const inductive = "inductive";
const transductive = "transductive";

/** In the order of the table. */
export const METHOD_FACTS: readonly MethodFacts[] = [
  { id: "zero-shot", name: "Zero-shot", scope: inductive, needs: ["class-texts"] },
  { id: "linear-probe", name: "Linear probe", scope: inductive, needs: [] },
  { id: "ridge", name: "Ridge classifier", scope: inductive, needs: [] },
  { id: "softmax-adam", name: "Softmax by Adam", scope: inductive, needs: [] },
  { id: "clip-adapter", name: "CLIP-Adapter", scope: inductive, needs: ["class-texts"] },
  { id: "tip-adapter", name: "Tip-Adapter", scope: inductive, needs: ["class-texts"] },
  { id: "tip-adapter-f", name: "Tip-Adapter-F", scope: inductive, needs: ["class-texts"] },
  { id: "taskres", name: "TaskRes", scope: inductive, needs: ["class-texts"] },
  { id: "lp-plus-plus", name: "LP++", scope: inductive, needs: ["class-texts"] },
  { id: "zs-lp", name: "ZS-LP", scope: inductive, needs: ["class-texts"] },
  { id: "clap", name: "CLAP", scope: inductive, needs: ["class-texts"] },
  { id: "gda", name: "GDA", scope: inductive, needs: ["class-texts"] },
  { id: "graph-adapter", name: "GraphAdapter", scope: inductive, needs: ["class-texts"] },
  { id: "zlap-inductive", name: "ZLaP", scope: inductive, needs: ["class-texts"] },
  { id: "bottleneck-adapter", name: "Bottleneck adapter", scope: inductive, needs: [] },
  { id: "ga-net-inductive", name: "GA-Net", scope: inductive, needs: [] },
  {
    id: "ga-net-separate-inductive",
    name: "GA-Net, separate nodes",
    scope: inductive,
    needs: ["text-features", "image-features"],
  },
  { id: "zlap-transductive", name: "ZLaP", scope: transductive, needs: ["class-texts"] },
  { id: "ga-net-transductive", name: "GA-Net", scope: transductive, needs: [] },
  {
    id: "ga-net-separate-transductive",
    name: "GA-Net, separate nodes",
    scope: transductive,
    needs: ["text-features", "image-features"],
  },
];

/** @throws RangeError for an id that no method has */
export function methodFacts(id: MethodId): MethodFacts {
  const facts = METHOD_FACTS.find((candidate) => candidate.id === id);
  if (facts === undefined) throw new RangeError(`no method ${id}`);
  return facts;
}
