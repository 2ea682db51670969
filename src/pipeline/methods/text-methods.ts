/** The methods on images and class texts, in the order of the table. */

import { clap, zsLp } from "./class-weights.ts";
import { clipAdapter } from "./clip-adapter.ts";
import { gda } from "./gda.ts";
import { graphAdapterClip } from "./graph-adapter-clip.ts";
import { lpPlusPlus } from "./lp-plus-plus.ts";
import type { Method } from "./method.ts";
import { taskRes } from "./taskres.ts";
import { tipAdapterF } from "./tip-adapter-f.ts";
import { tipAdapter } from "./tip-adapter.ts";
import { zeroShot } from "./zero-shot.ts";
import { zlapInductive, zlapTransductive } from "./zlap.ts";

export const TEXT_METHODS: readonly Method[] = [
  zeroShot,
  clipAdapter,
  tipAdapter,
  tipAdapterF,
  taskRes,
  lpPlusPlus,
  zsLp,
  clap,
  gda,
  graphAdapterClip,
  zlapInductive,
  zlapTransductive,
];
