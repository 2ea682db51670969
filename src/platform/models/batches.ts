/** Items that come one by one, run together while the runner is busy with those before them. */

/** Large enough to keep a GPU busy with one picture of 224 pixels each, small enough for the memory of a laptop's. */
export const BATCH_SIZE = 8;

/** A captioner holds more for each picture, up to 768 pixels wide and with what it has written so far. */
export const CAPTION_BATCH = 4;

/**
 * An item that finds the runner free runs at once, alone; those that come meanwhile wait and run together, at most `size` of them.
 * A batch that fails fails for all its items.
 *
 * @param run gives one result an item, in their order
 */
export function createBatches<Item, Result>(
  size: number,
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  const waiting: {
    readonly item: Item;
    readonly resolve: (result: Result) => void;
    readonly reject: (error: unknown) => void;
  }[] = [];
  let busy = false;

  const runNext = async (): Promise<void> => {
    const batch = waiting.splice(0, size);
    busy = batch.length > 0;
    if (!busy) return;
    try {
      const results = await run(batch.map(({ item }) => item));
      batch.forEach(({ resolve, reject }, i) => {
        const result = results[i];
        if (result === undefined) reject(new TypeError("A batch gave too few results"));
        else resolve(result);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    void runNext();
  };

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!busy) void runNext();
    });
}
