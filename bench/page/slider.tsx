/** The product's own page over a synthetic graph, its slider moved by its own events. */

import { createRoot } from "react-dom/client";
import { createRandom } from "../../src/numeric/random.ts";
import type { RankedPairs } from "../../src/pipeline/artifacts.ts";
import { createCommands } from "../../src/studio/commands/create-commands.ts";
import { selectGraphStatistics } from "../../src/studio/selectors/threshold-axis.ts";
import { createStudio, type Studio } from "../../src/studio/store.ts";
import type { PhotoSource } from "../../src/studio/services.ts";
import { StudioContext, type FolderIntake } from "../../src/views/studio-context.tsx";
import { StudioPage } from "../../src/views/studio-page.tsx";
import { measureTick, nextFrame, type TickTimes } from "./frame-clock.ts";
import { idleServices } from "./idle-services.ts";
import { loadSyntheticGraph, thresholdOfPrefix } from "./synthetic-graph.ts";

/** Of the kept pairs: the largest move that counts as a tick. */
const TICK_SHARE = 0.01;
/** Ticks that are timed together, as one takes less than the clock can tell. */
const BATCH = 200;

interface OpenSlider {
  readonly studio: Studio;
  readonly ranked: RankedPairs;
  /** Pairs that τ joins. */
  edges: number;
}

export interface OpenedGraph {
  readonly nodes: number;
  readonly keptPairs: number;
}

export function createSlider(): {
  readonly open: (nodes: number, pairs: number) => Promise<OpenedGraph>;
  /** Milliseconds of the selectors of one tick, one figure a batch. */
  readonly statistics: (batches: number) => number[];
  readonly ticks: (count: number) => Promise<TickTimes[]>;
} {
  let slider: OpenSlider | null = null;
  const opened = (): OpenSlider => {
    if (slider === null) throw new TypeError("no graph was opened");
    return slider;
  };
  return {
    open: async (nodes, pairs) => {
      slider = await openSlider(nodes, pairs);
      return { nodes, keptPairs: slider.ranked.similarity.length };
    },
    statistics: (batches) => statisticsMs(opened(), batches),
    ticks: (count) => redrawTicks(opened(), count),
  };
}

async function openSlider(nodes: number, pairs: number): Promise<OpenSlider> {
  const studio = createStudio();
  const commands = createCommands(studio, idleServices());
  const ranked = await loadSyntheticGraph(studio, nodes, pairs);
  const root = document.getElementById("root");
  if (root === null) throw new TypeError("index.html has no #root");
  createRoot(root).render(
    <StudioContext
      value={{ studio, commands, intake: NO_INTAKE, newPhoto: noPhoto, thumbnail: noThumbnail }}
    >
      <StudioPage />
    </StudioContext>,
  );
  await settled();
  return { studio, ranked, edges: Math.round(ranked.similarity.length / 2) };
}

const noPhoto = ({ name }: File): PhotoSource => ({
  name,
  read: () => new Promise(() => undefined),
});
const noThumbnail = (): Promise<null> => Promise.resolve(null);
const nothing = (): Promise<void> => Promise.resolve();
const NO_INTAKE: FolderIntake = {
  canPickDirectory: false,
  pickDirectory: nothing,
  takeFiles: nothing,
  takeDrop: nothing,
  filesOfDrop: () => Promise.resolve([]),
  continueRemembered: nothing,
};

/** Until the page has had no picture of the density for half a second. */
async function settled(): Promise<void> {
  for (let still = 0; still < 30; still++) {
    const before = pictures();
    await nextFrame();
    if (pictures() !== before) still = 0;
  }
}

/** Pictures of the edge density that a worker has handed to the page. The product's code is left as it is: only its calls are counted. */
const pictures = countPictures();

function countPictures(): () => number {
  let count = 0;
  const prototype = ImageBitmapRenderingContext.prototype;
  const present: unknown = Reflect.get(prototype, "transferFromImageBitmap");
  if (typeof present !== "function") throw new TypeError("this browser shows no bitmaps");
  const counted = new Proxy(present, {
    apply: (target, self, args) => {
      count += 1;
      const result: unknown = Reflect.apply(target, self, args);
      return result;
    },
  });
  Reflect.set(prototype, "transferFromImageBitmap", counted);
  return () => count;
}

function statisticsMs({ studio, ranked }: OpenSlider, batches: number): number[] {
  const state = studio.getState();
  const random = createRandom(1);
  return Array.from({ length: batches }, () => {
    const thresholds = Array.from({ length: BATCH }, () =>
      thresholdOfPrefix(ranked, 1 + random.integer(ranked.similarity.length - 1)),
    );
    const start = performance.now();
    for (const threshold of thresholds) {
      selectGraphStatistics({ ...state, graph: { ...state.graph, threshold } });
    }
    return (performance.now() - start) / BATCH;
  });
}

/** Each tick takes in or leaves out 1 % of the kept pairs, up and down between a fifth and four fifths of them. */
async function redrawTicks(slider: OpenSlider, count: number): Promise<TickTimes[]> {
  const kept = slider.ranked.similarity.length;
  const step = Math.floor(TICK_SHARE * kept);
  const random = createRandom(2);
  const times: TickTimes[] = [];
  let direction = 1;
  for (let tick = 0; tick < count; tick++) {
    if (slider.edges < 0.2 * kept) direction = 1;
    else if (slider.edges > 0.8 * kept) direction = -1;
    else if (random.uniform() < 0.1) direction = -direction;
    slider.edges += direction * step;
    times.push(await oneTick(thresholdOfPrefix(slider.ranked, slider.edges)));
    await nextFrame();
    await nextFrame();
  }
  return times;
}

/** Over when the slider says the new threshold and the density's picture of it has come. */
function oneTick(threshold: number): Promise<TickTimes> {
  const wordsBefore = sliderWords();
  const picturesBefore = pictures();
  return measureTick(
    () => moveTo(sliderInput(), threshold),
    () => sliderWords() !== wordsBefore && pictures() > picturesBefore,
  );
}

/** Looked up anew, because the page may have made another slider. */
function sliderWords(): string | null {
  return sliderInput().getAttribute("aria-valuetext");
}

function sliderInput(): HTMLInputElement {
  const input = document.querySelector(".axis-slider");
  if (!(input instanceof HTMLInputElement)) throw new TypeError("the page shows no slider");
  return input;
}

/** As the browser does it: React listens to the event and looks whether the value is another one than it wrote. */
function moveTo(input: HTMLInputElement, threshold: number): void {
  Reflect.set(HTMLInputElement.prototype, "value", String(threshold), input);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}
