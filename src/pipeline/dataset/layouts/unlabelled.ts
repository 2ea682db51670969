/** Images and nothing else: graph and captions work, training says that it needs labels. */

import type { LayoutReader } from "./layout-reader.ts";

export const unlabelled: LayoutReader = {
  layout: "unlabelled",
  fit: () => "possible",
  read: () => ({ labels: new Map(), problems: [] }),
};
