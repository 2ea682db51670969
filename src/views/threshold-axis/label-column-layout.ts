/** Labels in one column beside the plot, each as near to its line as the others allow, so that no two overlap. */

export interface ColumnLabel {
  readonly key: string;
  /** Where the label would like its middle to be, in pixels. */
  readonly anchor: number;
  readonly height: number;
}

export interface PlacedLabel {
  readonly key: string;
  readonly anchor: number;
  /** Top edge in pixels. */
  readonly top: number;
  readonly height: number;
}

interface Cluster {
  readonly labels: ColumnLabel[];
  height: number;
  /** Sum over labels of the top edge that would put the label on its anchor, measured for the first label of the cluster. */
  wishes: number;
}

/**
 * Tops of the labels, in the order of their anchors: least squared distance to the anchors without overlap (pool adjacent violators),
 * then pushed inside [top, bottom]. Labels keep their order when anchors are equal.
 */
export function labelColumn(
  labels: readonly ColumnLabel[],
  { top, bottom }: { readonly top: number; readonly bottom: number },
): readonly PlacedLabel[] {
  const sorted = [...labels].sort((a, b) => a.anchor - b.anchor);
  const clusters: Cluster[] = [];
  for (const label of sorted) {
    clusters.push({
      labels: [label],
      height: label.height,
      wishes: label.anchor - label.height / 2,
    });
    mergeOverlaps(clusters, top);
  }
  const placed = clusters.flatMap((cluster) => placeCluster(cluster, topOf(cluster, top)));
  return pushUp(placed, bottom);
}

function topOf(cluster: Cluster, limit: number): number {
  return Math.max(limit, cluster.wishes / cluster.labels.length);
}

function mergeOverlaps(clusters: Cluster[], limit: number): void {
  for (;;) {
    const last = clusters.at(-1);
    const before = clusters.at(-2);
    if (last === undefined || before === undefined) return;
    if (topOf(before, limit) + before.height <= topOf(last, limit)) return;
    before.wishes += last.wishes - before.height * last.labels.length;
    before.height += last.height;
    before.labels.push(...last.labels);
    clusters.pop();
  }
}

function placeCluster(cluster: Cluster, top: number): PlacedLabel[] {
  let y = top;
  return cluster.labels.map(({ key, anchor, height }) => {
    const placed = { key, anchor, top: y, height };
    y += height;
    return placed;
  });
}

function pushUp(placed: readonly PlacedLabel[], bottom: number): readonly PlacedLabel[] {
  let limit = bottom;
  return placed
    .toReversed()
    .map((label) => {
      const top = Math.min(label.top, limit - label.height);
      limit = top;
      return { ...label, top };
    })
    .toReversed();
}
