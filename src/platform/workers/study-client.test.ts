/** Workers of studies: opened once, ended by a cancel, opened anew after a loss. */

import { expect, test } from "vitest";
import { StudioError } from "../../errors.ts";
import { Cancelled } from "../../pipeline/artifacts.ts";
import { createCancelToken } from "../../pipeline/cancel-token.ts";
import type { MethodRun } from "../../pipeline/methods/method.ts";
import type { StudyProblem } from "../../pipeline/methods/study-problem.ts";
import { fakeWorker, type FakeWorker } from "./fake-worker.ts";
import { createStudyService } from "./study-client.ts";
import type { StudyProtocol } from "./study-protocol.ts";

const { token: never } = createCancelToken();
const ignore = () => undefined;
// Workers of this test look at the number of classes alone.
const problemOf = (classCount: number) => ({ pools: { classCount } }) as unknown as StudyProblem;

interface FakeStudyWorker extends FakeWorker {
  readonly asked: (string | null)[];
}

/** @param run what a method with this seed comes to on the worker's problem */
function service(backend: "webgpu" | "wasm", run: (seed: number) => Promise<MethodRun>) {
  const workers: FakeStudyWorker[] = [];
  const startWorker = (): Worker => {
    const asked: (string | null)[] = [];
    const { worker, state } = fakeWorker<StudyProtocol>({
      openDevice: (forced) => {
        asked.push(forced);
        return Promise.resolve({ backend: forced ?? backend, adapter: "test" });
      },
      prepare: () => Promise.resolve(),
      runMethod: (_, runSeed) => run(runSeed),
      runVariant: () => Promise.reject(new Error("not asked for")),
      runSequence: () => Promise.reject(new Error("not asked for")),
    });
    workers.push(Object.assign(state, { asked }));
    return worker;
  };
  const study = createStudyService({ processors: 2, forcedBackend: null, startWorker });
  return { study, workers };
}

const RUN = { method: "ridge", runSeed: 1 } as unknown as MethodRun;

test("two studies that prepare at once share the workers of one", async () => {
  const { study, workers } = service("wasm", () => Promise.resolve(RUN));
  await Promise.all([study.prepare(problemOf(2)), study.prepare(problemOf(3))]);
  expect(workers).toHaveLength(2);
  await expect(study.runMethod("ridge", 1, ignore, never)).resolves.toEqual(RUN);
});

test("a lost GPU is replaced, and after two losses studies go to the processor", async () => {
  const { study, workers } = service("webgpu", () =>
    Promise.reject(new StudioError("platform/device-lost", "gone")),
  );
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await study.prepare(problemOf(2));
    await expect(study.runMethod("ridge", 1, ignore, never)).rejects.toMatchObject({
      code: "platform/device-lost",
    });
  }
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, true]);
  expect((await study.prepare(problemOf(2))).backend).toBe("simd");
  expect(workers.map(({ asked }) => asked)).toEqual([[null], [null], ["simd"], ["simd"]]);
});

test("a cancelled run ends all workers at once, and the next prepare opens others", async () => {
  const { study, workers } = service("wasm", () => new Promise(() => undefined));
  await study.prepare(problemOf(2));
  const { token, cancel } = createCancelToken();
  const runs = [1, 2].map((seed) => study.runMethod("ridge", seed, ignore, token));
  cancel();
  for (const run of runs) await expect(run).rejects.toThrow(Cancelled);
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, true]);
  await study.prepare(problemOf(2));
  expect(workers).toHaveLength(4);
});

test("a worker that dies ends the others", async () => {
  const { study, workers } = service("wasm", () => new Promise(() => undefined));
  await study.prepare(problemOf(2));
  const runs = [1, 2].map((seed) => study.runMethod("ridge", seed, ignore, never));
  await expect.poll(() => workers.length).toBe(2);
  workers[0]?.crash();
  for (const run of runs) {
    await expect(run).rejects.toMatchObject({ code: "platform/worker-crashed" });
  }
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, true]);
});
