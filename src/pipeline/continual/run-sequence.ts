/** One sequence of tasks of one seed: trained task after task, scored on all tasks after each. */

import { childSeed } from "../../numeric/random.ts";
import { createGraphAdapter, type GraphExamples } from "../adapter/graph-adapter.ts";
import type { Progress } from "../artifacts.ts";
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
import { createTaskGraphs, type TaskGraph, type TaskGraphs } from "./task-graphs.ts";
import { taskSequence } from "./task-sequence.ts";

type AdapterModel = TrainableModel<GraphExamples>;

interface Scene {
  readonly settings: ContinualSettings;
  readonly graphs: TaskGraphs;
  readonly taskCount: number;
  readonly model: AdapterModel;
  /** Of the estimators that draw. */
  readonly fisherSeed: number;
}

type TaskScene = Pick<Scene, "settings" | "model"> & TaskGraph;

/**
 * Trains T tasks one after another with one C-way head, a fresh Adam (E23) a task, all epochs, the last one kept; E15 over `lossClasses` and E16 over the
 * finished tasks. After each task every validation and test node is predicted: over the classes of its task in task-il, over all C elsewhere.
 * `joint` starts task i anew from the initial weights on the training nodes of tasks 1 to i; of task-il each node's loss is over its own task's classes.
 *
 * The graph is built once over the training nodes of all tasks, and the others attach to it inductively: features of other tasks are used, without labels
 * or gradients; or, with `settings.graph` "so-far", anew for each task without the training nodes of later ones. Deterministic by the run seed. Ending the
 * generator early frees its tensors.
 *
 * @throws RangeError as `taskSequence`; StudioError training/diverged
 */
export const runContinual: RunContinual = async function* (problem, settings, tools) {
  const startMs = tools.clock();
  const sequence = taskSequence(problem, settings);
  const graphs = createTaskGraphs(problem, settings, sequence, tools.kernels);
  try {
    const { run } = yield* graphs.of(0);
    const { runSeed } = run.nodes;
    const model = createGraphAdapter(problem.initial ?? run.initial, problem.graph.adapter);
    try {
      const trained = yield* trainSequence({
        settings,
        graphs,
        taskCount: sequence.tasks.length,
        model,
        fisherSeed: childSeed(runSeed, "Fisher diagonal"),
      });
      const seconds = (tools.clock() - startMs) / 1000;
      return { runSeed, settings, tasks: sequence.tasks, ...trained, seconds };
    } finally {
      model.dispose();
    }
  } finally {
    graphs.dispose();
  }
};

type Trained = Omit<ContinualRun, "runSeed" | "settings" | "tasks" | "seconds">;

async function* trainSequence(scene: Scene): AsyncGenerator<Progress, Trained> {
  const { settings, graphs, taskCount, model, fisherSeed } = scene;
  const protection = createProtection(settings.method, model, fisherSeed);
  const initial = takeCheckpoint(model.parameters);
  let scoring: Scoring | null = null;
  try {
    let start: Scores | null = null;
    const scores: Scores[] = [];
    const fisherMeans: Readonly<Record<string, number>>[] = [];
    let graph: TaskGraph | null = null;
    for (let task = 0; task < taskCount; task++) {
      const present = yield* graphs.of(task);
      if (present !== graph) {
        graph = present;
        scoring?.dispose();
        scoring = openScoring({ settings, model, ...graph });
      }
      start ??= await scoring!.score();
      if (settings.method.kind === "joint") restoreCheckpoint(model.parameters, initial);
      yield* trainTask({ settings, model, ...present }, protection, task);
      scores.push(await scoring!.score());
      fisherMeans.push((await protection.importance()).means);
    }
    return {
      validation: scores.map(({ validation }) => validation),
      initialValidation: start!.validation,
      testPredictions: scores.map(({ test }) => test),
      initialTestPredictions: start!.test,
      fisherMeans,
      fisherTrace: (await protection.importance()).trace,
    };
  } finally {
    scoring?.dispose();
    disposeCheckpoint(initial);
    protection.dispose();
  }
}

async function* trainTask(
  { settings, sequence, run, model }: TaskScene,
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

interface Scoring {
  readonly score: () => Promise<Scores>;
  readonly dispose: () => void;
}

interface Scores {
  /** [T] */
  readonly validation: readonly number[];
  readonly test: TestPredictions;
}

/** Predicts every validation and test node with the present parameters, as often as asked. */
function openScoring({ settings, sequence, run, model }: TaskScene): Scoring {
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
