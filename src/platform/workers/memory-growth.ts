/** Tells workers whose memory goes on growing from those that only needed more for their first jobs. */

/** Jobs between two looks at the memory of the workers. */
const JOBS_PER_LOOK = 16;

/** Of one worker. More than the longest text of a captioner needs on top of the first ones; what grows beyond it does not stop. */
const MOST_GROWTH_BYTES = 512 * 2 ** 20;

/**
 * @param memoryBytes undefined where nobody knows
 * @returns to be called after each job: whether all workers together hold too much more than at the first look
 */
export function watchGrowth<P>(
  workers: readonly P[],
  memoryBytes: ((worker: P) => Promise<number>) | undefined,
): () => Promise<boolean> {
  let jobs = 0;
  let firstBytes: number | null = null;
  return async () => {
    jobs += 1;
    if (memoryBytes === undefined || jobs % JOBS_PER_LOOK !== 0) return false;
    const held = await Promise.all(workers.map(memoryBytes));
    const bytes = held.reduce((sum, each) => sum + each, 0);
    firstBytes ??= bytes;
    return bytes - firstBytes > MOST_GROWTH_BYTES * workers.length;
  };
}
