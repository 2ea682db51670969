/** Parameter values set aside during training: the best epoch so far, or an EWC anchor. */

import { clone, dispose, type Tensor } from "../tensor.ts";
import type { Parameter } from "../trainable-model.ts";

/** One tensor a parameter, in the model's order. */
export type Checkpoint = readonly Tensor[];

/**
 * The present values. They share memory with the parameters only until the next update, which writes to new memory (Variable.assign), so
 * training never moves a checkpoint. The caller disposes it with `disposeCheckpoint`.
 */
export function takeCheckpoint(parameters: readonly Parameter[]): Checkpoint {
  return parameters.map(({ variable }) => clone(variable));
}

/** Sets the parameters to the checkpoint's values. The checkpoint stays usable. */
export function restoreCheckpoint(parameters: readonly Parameter[], checkpoint: Checkpoint): void {
  if (parameters.length !== checkpoint.length) throw new RangeError("checkpoint of another model");
  parameters.forEach(({ variable }, index) => {
    variable.assign(checkpoint[index]!);
  });
}

export function disposeCheckpoint(checkpoint: Checkpoint): void {
  dispose([...checkpoint]);
}
