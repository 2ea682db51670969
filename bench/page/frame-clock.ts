/** How long the main thread works for a change, and when its picture is on screen. */

export interface TickTimes {
  /** Milliseconds of the main thread: the task of the change and every frame until the one that shows it, waiting left out. */
  readonly workMs: number;
  /** Milliseconds from the change to the end of the frame that shows it, waiting for frames and workers included. */
  readonly paintedMs: number;
  readonly frames: number;
}

/** A picture that never comes is an error, not a slow tick. */
const MOST_FRAMES = 600;

/**
 * @param change what a visitor's move does to the page
 * @param isShown asked at the end of every frame
 */
export async function measureTick(change: () => void, isShown: () => boolean): Promise<TickTimes> {
  // Asked for before the change, so that the frame is measured from its first callback on.
  let frame = nextFrame();
  const start = performance.now();
  change();
  await nextTask();
  let workMs = performance.now() - start;
  for (let frames = 1; frames <= MOST_FRAMES; frames++) {
    const { began, ended } = await frame;
    workMs += ended - began;
    if (isShown()) return { workMs, paintedMs: ended - start, frames };
    frame = nextFrame();
  }
  throw new Error(
    `a change was not shown after ${MOST_FRAMES} frames (${Math.round(performance.now() - start)} ms)`,
  );
}

/** From the first animation callback to the task after style, layout and paint. */
export async function nextFrame(): Promise<{ readonly began: number; readonly ended: number }> {
  const began = await new Promise<number>((resolve) => {
    requestAnimationFrame(() => resolve(performance.now()));
  });
  await nextTask();
  return { began, ended: performance.now() };
}

/** A message, because timers are held back. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
