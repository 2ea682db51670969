/** One sequence of tasks of one seed: trained task after task, scored on all tasks after each. */

import { childSeed } from "../../numeric/random.ts";
import { createGraphAdapter, type GraphExamples } from "../adapter/graph-adapter.ts";
import type { Progress } from "../artifacts.ts";
import { createSeedRun, type SeedRun } from "../evaluation/seed-run.ts";
import type { TrainableModel } from "../trainable-model.ts";
import { disposeCheckpoint, restoreCheckpoint, takeCheckpoint } from "../training/checkpoint.ts";
import { train } from "../training/train.ts";
import type {
  ContinualRun,
  ContinualSettings,
  RunContinual,
  TestPredictions,
} from "./continual.ts";
import { maskedPredictions } from "./masked-predictions.ts";
import { createProtection, type Protection } from "./protection.ts";
import {
  disposeExamples,
  disposeLabelled,
  uploadExamples,
  uploadTask,
} from "./sequence-examples.ts";
import { taskSequence, type TaskSequence } from "./task-sequence.ts";

type AdapterModel = TrainableModel<GraphExamples>;

interface Sequence {
  readonly settings: ContinualSettings;
  readonly sequence: TaskSequence;
  readonly run: SeedRun;
  readonly model: AdapterModel;
}

/**
 * Trains T tasks one after another with one C-way head, a fresh Adam (E23) a task, all epochs, the last one kept; E15 over `lossClasses` and E16 over the
 * finished tasks. After each task every validation and test node is predicted: over the classes of its task in task-il, over all C elsewhere.
 * `joint` starts task i anew from the initial weights on the training nodes of tasks 1 to i; of task-il each node's loss is over its own task's classes.
 *
 * The graph is built once over the training nodes of all tasks, and the others attach to it inductively: features of other tasks are used, without labels
 * or gradients. Deterministic by the run seed. Ending the generator early frees its tensors.
 *
 * @throws RangeError as `taskSequence`; StudioError training/diverged
 */
export const runContinual: RunContinual = async function* (problem, settings, tools) {
  const startMs = tools.clock();
  const sequence = taskSequence(problem, settings);
  const run = yield* createSeedRun(problem.graph, problem.graph.runs[0]!.runSeed, tools.kernels);
  try {
    yield* run.prepare(settings.threshold);
    const model = createGraphAdapter(problem.initial ?? run.initial, problem.graph.adapter);
    try {
      const trained = yield* trainSequence({ settings, sequence, run, model });
      const seconds = (tools.clock() - startMs) / 1000;
      return { runSeed: run.nodes.runSeed, settings, tasks: sequence.tasks, ...trained, seconds };
    } finally {
      model.dispose();
    }
  } finally {
    run.dispose();
  }
};

type Trained = Omit<ContinualRun, "runSeed" | "settings" | "tasks" | "seconds">;

async function* trainSequence(scene: Sequence): AsyncGenerator<Progress, Trained> {
  const { settings, sequence, run, model } = scene;
  const seed = childSeed(run.nodes.runSeed, "Fisher diagonal");
  const protection = createProtection(settings.method, model, seed);
  const initial = takeCheckpoint(model.parameters);
  const scoring = openScoring(scene);
  try {
    const start = await scoring.score();
    const scores: Scores[] = [];
    const fisherMeans: Readonly<Record<string, number>>[] = [];
    for (const task of sequence.tasks.keys()) {
      if (settings.method.kind === "joint") restoreCheckpoint(model.parameters, initial);
      yield* trainTask(scene, protection, task);
      scores.push(await scoring.score());
      fisherMeans.push((await protection.importance()).means);
    }
    return {
      validation: scores.map(({ validation }) => validation),
      initialValidation: start.validation,
      testPredictions: scores.map(({ test }) => test),
      initialTestPredictions: start.test,
      fisherMeans,
      fisherTrace: (await protection.importance()).trace,
    };
  } finally {
    scoring.dispose();
    disposeCheckpoint(initial);
    protection.dispose();
  }
}

async function* trainTask(
  { settings, sequence, run, model }: Sequence,
  protection: Protection<GraphExamples>,
  task: number,
): AsyncGenerator<Progress, void> {
  const { scenario, threshold, epochs, learningRate, method } = settings;
  const choice = { scenario, task, joint: method.kind === "joint" };
  const training = uploadTask(run, threshold, run.train, sequence, choice);
  const validation = uploadTask(run, threshold, run.validation, sequence, choice);
  const taskCount = sequence.tasks.length;
  try {
    const reports = train(model, {
      train: training,
      validation,
      epochs,
      learningRate,
      ...protection.begin(),
      keep: "last",
    });
    for await (const { epoch } of reports) {
      yield {
        label: `Task ${task + 1} of ${taskCount}`,
        done: task * epochs + epoch,
        total: taskCount * epochs,
      };
    }
    await protection.finish(training.examples, training.targets);
  } finally {
    disposeLabelled(training);
    disposeLabelled(validation);
  }
}

interface Scores {
  /** [T] */
  readonly validation: readonly number[];
  readonly test: TestPredictions;
}

/** Predicts every validation and test node with the present parameters, as often as asked. */
function openScoring({ settings, sequence, run, model }: Sequence) {
  const { tasks, holds } = sequence;
  const { rows, labels } = run.validation;
  const { classCount } = run.nodes;
  const masks = settings.scenario === "task-il" ? tasks : [null];
  const held = [rows, run.testRows].map((part) =>
    part.length === 0 ? null : uploadExamples(run, settings.threshold, part),
  );
  const predictions = async (examples: GraphExamples | null): Promise<number[][]> => {
    if (examples === null) return masks.map(() => []);
    const logits = model.logits(examples);
    const values = await logits.data();
    logits.dispose();
    return masks.map((classes) => maskedPredictions(values, classCount, classes));
  };
  return {
    score: async (): Promise<Scores> => {
      const [validation, test] = await Promise.all(held.map(predictions));
      return {
        validation: tasks.map((_, task) => {
          const predicted = validation![masks.length === 1 ? 0 : task]!;
          const members = [...rows.keys()].filter((i) => holds(task, rows[i]!));
          return members.filter((i) => predicted[i] === labels[i]).length / members.length;
        }),
        test: test!,
      };
    },
    dispose: () => {
      for (const examples of held) if (examples !== null) disposeExamples(examples);
    },
  };
}
