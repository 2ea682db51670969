import { beforeAll, describe, expect, test } from "vitest";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { PART_CODES, type Progress } from "../artifacts.ts";
import { memory, openCpuBackend } from "../tensor.ts";
import type { ContinualMethod, ContinualRun, ContinualSettings } from "./continual.ts";
import { runContinual } from "./run-sequence.ts";
import { syntheticSequence } from "./synthetic-sequence.ts";
import { testMatrix } from "./test-matrix.ts";

const tools = { kernels: referenceKernels, clock: () => 0 };
const SMALL = { train: 6, validation: 6, test: 6 };
const SETTINGS: ContinualSettings = {
  scenario: "task-il",
  taskCount: 5,
  threshold: 0.25,
  epochs: 4,
  learningRate: 0.01,
  method: { kind: "fine-tuning" },
};
const ewc = (patch: Partial<Extract<ContinualMethod, { kind: "ewc" }>> = {}): ContinualMethod => ({
  kind: "ewc",
  fisher: "exact",
  accumulation: "online",
  lambda: 1e4,
  ...patch,
});

async function run(
  patch: Partial<ContinualSettings>,
  seed = 1,
  domains: Int32Array | null = null,
): Promise<{ run: ContinualRun; reports: Progress[] }> {
  const { problem } = syntheticSequence(seed, SMALL);
  const generator = runContinual({ ...problem, domains }, { ...SETTINGS, ...patch }, tools);
  const reports: Progress[] = [];
  for (;;) {
    const step = await generator.next();
    if (step.done === true) return { run: step.value, reports };
    reports.push(step.value);
  }
}

beforeAll(openCpuBackend);

describe("a sequence of tasks", () => {
  test("reports every epoch of every task and leaves no tensor behind", async () => {
    const before = memory().numTensors;
    const { run: finished, reports } = await run({ method: ewc() });
    expect(memory().numTensors).toBe(before);
    const epochs = reports.filter(({ label }) => label.startsWith("Task"));
    expect(epochs).toHaveLength(20);
    expect(epochs.at(5)).toEqual({ label: "Task 2 of 5", done: 6, total: 20 });
    expect(finished.validation).toHaveLength(5);
    expect(finished.fisherTrace).toBeGreaterThan(0);
    expect(Object.keys(finished.fisherMeans[0]!)).toContain("headWeight");
  });

  test.each([ewc({ accumulation: "separate" }), { kind: "si", strength: 1 } as const])(
    "stopped in its third task, it leaves no tensor behind: $kind",
    async (method) => {
      const before = memory().numTensors;
      const { problem } = syntheticSequence(1, SMALL);
      const generator = runContinual(problem, { ...SETTINGS, method }, tools);
      for (;;) {
        const step = await generator.next();
        if (step.done === true || step.value.label === "Task 3 of 5") break;
      }
      await generator.throw(new Error("stopped")).catch(() => undefined);
      expect(memory().numTensors).toBe(before);
    },
  );

  test("the same seed gives the same numbers, also where the estimator draws", async () => {
    const method = ewc({ fisher: "sampled" });
    const first = await run({ method });
    expect((await run({ method })).run).toEqual(first.run);
  });

  test("test predictions of task-IL stay within each task's classes, and those of class-IL are one list", async () => {
    const { run: tasked } = await run({});
    tasked.testPredictions.forEach((lists) => {
      expect(lists).toHaveLength(5);
      lists.forEach((predicted, task) => {
        expect(predicted).toHaveLength(60);
        expect(predicted.every((label) => tasked.tasks[task]!.includes(label))).toBe(true);
      });
    });
    const { run: untold } = await run({ scenario: "class-il" });
    expect(untold.testPredictions.map(({ length }) => length)).toEqual([1, 1, 1, 1, 1]);
    expect(untold.tasks).toEqual(tasked.tasks);
  });

  test("a single task has nothing to protect: EWC, SI and joint training are plain fine-tuning", async () => {
    const plain = await run({ taskCount: 1 });
    for (const method of [
      ewc({ lambda: 1e6 }),
      { kind: "si", strength: 1e6 },
      { kind: "joint" },
    ] as const) {
      const { run: protectedRun } = await run({ taskCount: 1, method });
      expect(protectedRun.validation).toEqual(plain.run.validation);
      expect(protectedRun.testPredictions).toEqual(plain.run.testPredictions);
    }
  });
});

test("with F of mean 1 the trace is one a parameter and task, whatever the estimator", async () => {
  const { problem } = syntheticSequence(1, SMALL);
  const [dimension, r, classes] = [problem.graph.features.dimension, 16, 10];
  // Down, graph convolution, up and classifier, each with its biases.
  const parameters =
    (dimension + 1) * r + (r + 1) * r + (r + 1) * dimension + (dimension + 1) * classes;
  for (const fisher of ["exact", "empirical"] as const) {
    const { run: finished } = await run({ method: ewc({ fisher, normalized: true, lambda: 1 }) });
    expect(finished.fisherTrace / (5 * parameters)).toBeCloseTo(1, 4);
  }
});

describe("the graph of the tasks so far", () => {
  /** The sequence with the training features of the last task's classes mirrored. */
  const mirrored = async (patch: Partial<ContinualSettings>): Promise<ContinualRun> => {
    const { problem } = syntheticSequence(1, SMALL);
    const { graph } = problem;
    const [nodes] = graph.runs;
    const last = (await run({})).run.tasks.at(-1)!;
    const values = Float32Array.from(graph.features.values);
    const { dimension } = graph.features;
    nodes!.label.forEach((label, node) => {
      if (nodes!.part[node] !== PART_CODES.train || !last.includes(label)) return;
      for (let i = node * dimension; i < (node + 1) * dimension; i++) values[i] = -values[i]!;
    });
    const changed = { ...problem, graph: { ...graph, features: { ...graph.features, values } } };
    const generator = runContinual(changed, { ...SETTINGS, ...patch }, tools);
    for (;;) {
      const step = await generator.next();
      if (step.done === true) return step.value;
    }
  };

  test("knows nothing of later tasks: their training features change no task before them", async () => {
    // Fisher values are continuous: they show what predictions may hide.
    const patch = { threshold: -0.2, method: ewc() } as const;
    const early = ({ validation, testPredictions, fisherMeans }: ContinualRun) =>
      [validation, testPredictions, fisherMeans].map((rows) => rows.slice(0, 4));
    const { run: plain } = await run({ ...patch, graph: "so-far" });
    const changed = await mirrored({ ...patch, graph: "so-far" });
    expect(early(changed)).toEqual(early(plain));
    expect(changed.initialTestPredictions).toEqual(plain.initialTestPredictions);
    expect(changed.fisherMeans[4]).not.toEqual(plain.fisherMeans[4]);
    // The graph of all tasks does know them.
    const { run: all } = await run(patch);
    expect((await mirrored(patch)).fisherMeans[0]).not.toEqual(all.fisherMeans[0]);
  });

  test("of one task is that of all, and leaves no tensor behind", async () => {
    const before = memory().numTensors;
    const { run: all } = await run({ taskCount: 1 });
    const { run: soFar } = await run({ taskCount: 1, graph: "so-far" });
    expect(soFar.testPredictions).toEqual(all.testPredictions);
    expect(memory().numTensors).toBe(before);
  });
});

describe("what is kept of earlier tasks", () => {
  const patch = { taskCount: 3, epochs: 12, learningRate: 0.02 } as const;

  test("plain fine-tuning of class-IL ends with the last task's classes alone; joint training keeps all", async () => {
    const { testLabels } = syntheticSequence(2, SMALL);
    const lastRow = async (method: ContinualMethod): Promise<readonly number[]> => {
      const { run: finished } = await run({ ...patch, scenario: "class-il", method }, 2);
      return testMatrix(finished, testLabels, null)!.accuracies.at(-1)!;
    };
    const plain = await lastRow({ kind: "fine-tuning" });
    expect(plain.slice(0, 2)).toEqual([0, 0]);
    expect(plain[2]).toBeGreaterThan(0.6);
    // Chance is 0.1.
    expect(Math.min(...(await lastRow({ kind: "joint" })))).toBeGreaterThan(0.3);
  });

  test.each([
    ["EWC, online", ewc()],
    ["EWC, separate", ewc({ accumulation: "separate" })],
    ["Synaptic Intelligence", { kind: "si", strength: 1e4 }],
  ] as const)("in task-IL %s keeps the first task, which fine-tuning loses", async (_, method) => {
    const firstTask = async (chosen: ContinualMethod): Promise<number[]> =>
      (await run({ ...patch, method: chosen }, 2)).run.validation.map((row) => row[0]!);
    const plain = await firstTask({ kind: "fine-tuning" });
    const held = await firstTask(method);
    // Nothing is protected while the first task is trained.
    expect(held[0]).toBe(plain[0]);
    expect(plain[0]! - plain[2]!).toBeGreaterThan(0.15);
    expect(held[2]).toBeGreaterThan(held[0]! - 0.05);
  });

  test("domain-IL trains and scores the nodes of each domain over all classes", async () => {
    const { problem } = syntheticSequence(4, SMALL);
    const domains = Int32Array.from(problem.graph.runs[0]!.example, (_, node) => node % 2);
    const settings = { ...patch, scenario: "domain-il", taskCount: 2 } as const;
    const { run: finished } = await run(settings, 4, domains);
    expect(finished.validation).toHaveLength(2);
    // Both domains are of one distribution: what the first teaches serves the second. Chance is 0.1.
    expect(finished.validation[0]![1]).toBeGreaterThan(0.3);
    expect(finished.testPredictions[0]).toHaveLength(1);
  });
});
