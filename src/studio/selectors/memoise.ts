/** A selector that computes again only when one of its inputs is another object; React needs a stable result for an unchanged state. */

import type { StudioState } from "../store.ts";

export function memoise<const Inputs extends readonly unknown[], Result>(
  inputs: (state: StudioState) => Inputs,
  compute: (...inputs: Inputs) => Result,
): (state: StudioState) => Result {
  let last: { readonly inputs: Inputs; readonly result: Result } | null = null;
  return (state) => {
    const current = inputs(state);
    if (last === null || current.some((value, i) => !Object.is(value, last?.inputs[i]))) {
      last = { inputs: current, result: compute(...current) };
    }
    return last.result;
  };
}
