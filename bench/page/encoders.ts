/** The embedded encoders as the product runs them: its own workers, one a core, images in flight as it keeps them. */

import { createCancelToken } from "../../src/pipeline/cancel-token.ts";
import {
  createFoundationService,
  imageWorkerCount,
} from "../../src/platform/workers/foundation-client.ts";

const NEVER = createCancelToken().token;

export interface EncoderRates {
  readonly device: string;
  readonly workers: number;
  readonly imagesPerSecond: number;
  readonly textsPerSecond: number;
  /** Of the first image and the first text. */
  readonly embedding: readonly number[];
  readonly textEmbedding: readonly number[];
}

/** Decoding and resizing are in the figure; reading the files is not, and nothing is stored, so that every image runs. */
export async function measureEncoders(
  paths: readonly string[],
  texts: readonly string[],
): Promise<EncoderRates> {
  const files = new Map(
    await Promise.all(paths.map(async (path) => [path, await (await fetch(path)).blob()] as const)),
  );
  const workers = imageWorkerCount(navigator.hardwareConcurrency);
  const foundation = createFoundationService({
    baseUrl: new URL(".", document.baseURI).href,
    readFile: (path) => {
      const file = files.get(path);
      return file === undefined
        ? Promise.reject(new Error(`${path} was not fetched`))
        : Promise.resolve(file);
    },
    results: {
      read: () => Promise.resolve(null),
      write: () => Promise.resolve(),
      readText: () => Promise.resolve(null),
      writeText: () => Promise.resolve(),
    },
    workerCount: workers,
  });
  const { device } = await foundation.load("image", () => undefined, NEVER);
  await foundation.load("text", () => undefined, NEVER);
  const embedImage = (path: string): Promise<Float32Array> =>
    foundation.imageEncoder.embed({ path, contentHash: `${path}-${performance.now()}` }, NEVER);
  const embedText = (text: string): Promise<Float32Array> =>
    foundation.textEncoder.embed(text, NEVER);
  await inFlight(paths.slice(0, 2 * foundation.concurrency), foundation.concurrency, embedImage);
  const imageStart = performance.now();
  const images = await inFlight(paths, foundation.concurrency, embedImage);
  const imageSeconds = (performance.now() - imageStart) / 1000;
  await inFlight(texts.slice(0, 3), 1, embedText);
  const textStart = performance.now();
  const sentences = await inFlight(texts, 2, embedText);
  const textSeconds = (performance.now() - textStart) / 1000;
  foundation.release();
  return {
    device,
    workers,
    imagesPerSecond: paths.length / imageSeconds,
    textsPerSecond: texts.length / textSeconds,
    embedding: [...(images[0] ?? [])],
    textEmbedding: [...(sentences[0] ?? [])],
  };
}

/** Results in the order of the items, `width` of them at work at once. */
async function inFlight<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Map<number, Result>();
  const left = [...items.entries()];
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      results.set(next[0], await work(next[1]));
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return items.flatMap((_, i) => results.get(i) ?? []);
}
