/** The methods on images and class texts, in the order of the table. */

import { gda } from "./gda.ts";
import type { Method } from "./method.ts";
import { tipAdapter } from "./tip-adapter.ts";
import { zeroShot } from "./zero-shot.ts";
import { zlapInductive, zlapTransductive } from "./zlap.ts";

export const TEXT_METHODS: readonly Method[] = [
  zeroShot,
  tipAdapter,
  gda,
  zlapInductive,
  zlapTransductive,
];
