/** Every method of the table, and those that are only counted. */

import { bottleneckAdapter, gaNet, gaNetSeparate } from "./ga-net.ts";
import { linearProbeMethod } from "./linear-probe-method.ts";
import { METHOD_FACTS } from "./method-facts.ts";
import type { Method } from "./method.ts";
import { ridgeClassifier } from "./ridge-classifier.ts";
import { softmaxAdam } from "./softmax-adam.ts";
import { TEXT_METHODS } from "./text-methods.ts";

const placeOf = ({ id }: Method): number => METHOD_FACTS.findIndex((facts) => facts.id === id);

/** In the order of METHOD_FACTS. */
export const METHODS: readonly Method[] = [
  ...TEXT_METHODS,
  linearProbeMethod,
  ridgeClassifier,
  softmaxAdam,
  bottleneckAdapter,
  gaNet("inductive"),
  gaNet("transductive"),
  gaNetSeparate("inductive"),
  gaNetSeparate("transductive"),
].toSorted((a, b) => placeOf(a) - placeOf(b));
