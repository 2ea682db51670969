/** `npm run sweep`: threshold sweep and method table on cached features, in Node, with the page's own pipeline. */

import { writeFile } from "node:fs/promises";
import type { FusedFeatures } from "../../src/pipeline/artifacts.ts";
import { accuracyCurve, testResult } from "../../src/pipeline/evaluation/accuracy-curve.ts";
import type { MethodRow } from "../../src/pipeline/methods/method-table.ts";
import { studyFeatures } from "../../src/pipeline/methods/study-problem.ts";
import { markdownTable, type TableCaption } from "../../src/pipeline/methods/table-formats.ts";
import { curveReport } from "../../src/studio/curve-report.ts";
import { openJob, type Job } from "./job.ts";
import { openNodeTools, type NodeTools } from "./node-tools.ts";
import { sweepOptions, UsageError, USAGE, type SweepOptions } from "./options.ts";
import { readStudy, UnreadableFolder, type SweptData } from "./read-study.ts";
import { runCurve, type SweptCurve } from "./run-curve.ts";
import type { MethodResults } from "./run-methods.ts";
import { curveTable, methodTables } from "./tables.ts";

const NO_CURVE: SweptCurve = { points: [], probes: [], tuned: [], finished: true };

/** @returns the exit code: 2 for a command line that cannot be followed, 1 for files that cannot be read, 130 after Ctrl-C */
export async function sweepCommand(args: readonly string[]): Promise<number> {
  try {
    const options = sweepOptions(args);
    return await sweep(options, `npm run sweep -- ${args.join(" ")}`);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${USAGE}`);
      return 2;
    }
    if (!(error instanceof UnreadableFolder)) throw error;
    console.error(error.message);
    return 1;
  }
}

async function sweep(options: SweepOptions, command: string): Promise<number> {
  const startMs = performance.now();
  const data = await readStudy(options);
  for (const remark of data.remarks) console.error(remark);
  const tools = await openNodeTools();
  const job = openJob(process.stderr);
  process.on("SIGINT", job.cancel);
  try {
    const features = studyFeatures(data.study);
    const withCurve = options.taus > 0 || options.degrees !== null;
    const curve = withCurve ? await runCurve(data.study, features, options, tools, job) : NO_CURVE;
    const methods = await methodResults(data, features, options, tools, job, curve.finished);
    const seconds = (performance.now() - startMs) / 1000;
    const report = sweepReport(data, options, tools, curve, methods, command, seconds);
    const parts = [
      caption(data, options, tools, command, seconds),
      ...(withCurve ? [curveTable(report)] : []),
      ...(options.methods.length === 0 ? [] : [methodTables(methods)]),
      ...(report.finished ? [] : ["Ended before its time: what stands here was finished."]),
    ];
    console.log(parts.join("\n\n"));
    if (options.json !== null)
      await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
    if (options.markdown !== null) {
      const shown = tableCaption(data, options, tools, command);
      await writeFile(options.markdown, markdownTable(methods.table, shown));
    }
    return report.finished ? 0 : 130;
  } finally {
    process.off("SIGINT", job.cancel);
  }
}

const NO_METHODS = { table: { inductive: [], transductive: [] }, skipped: {} };

async function methodResults(
  { study, testLabels }: SweptData,
  features: FusedFeatures,
  options: SweepOptions,
  tools: NodeTools,
  job: Job,
  goOn: boolean,
): Promise<MethodResults> {
  if (!goOn || options.methods.length === 0) return { ...NO_METHODS, finished: goOn };
  // Only here, because it brings TensorFlow.js with it.
  const { runMethods } = await import("./run-methods.ts");
  return runMethods(study, features, options, testLabels, tools, job);
}

/** The fields of `npm run try` with the same names, and the methods. Accuracies are fractions. */
function sweepReport(
  { name, dataset, study, split, testLabels }: SweptData,
  options: SweepOptions,
  tools: NodeTools,
  { points, probes, tuned, finished }: SweptCurve,
  results: MethodResults,
  command: string,
  seconds: number,
) {
  const { runSeeds, shots } = study.settings.training;
  const curve = accuracyCurve(points, probes, runSeeds);
  return {
    command,
    set: name,
    images: dataset.examples.length,
    classes: dataset.classNames.length,
    split: {
      seed: options.splitSeed,
      train: split.train.length,
      validation: split.validation.length,
      test: split.test.length,
      shots,
      publishedShots: dataset.publishedShots?.[String(shots)] !== undefined,
    },
    settings: study.settings,
    backend: tools.backend,
    seconds,
    finished: finished && results.finished,
    ...curveReport(curve, testResult(points, probes, runSeeds, testLabels)),
    tuned,
    methods: Object.fromEntries(
      [...results.table.inductive, ...results.table.transductive].map(methodEntry),
    ),
    skippedMethods: results.skipped,
  };
}

/** Where the numbers went is no part of how they are made. */
function tableCaption(
  { name, dataset, study }: SweptData,
  { splitSeed, shots, tuned }: SweepOptions,
  { backend }: NodeTools,
  command: string,
): TableCaption {
  const { features, training } = study.settings;
  const { classTexts } = study;
  return {
    dataSet: `${name}, ${dataset.classNames.length} classes`,
    split: dataset.examples.some(({ officialPart }) => officialPart === "test")
      ? "official split"
      : `split seed ${splitSeed}`,
    shots: String(shots),
    runSeeds: training.runSeeds,
    features: [
      `w ${features.modalityWeight}`,
      ...(classTexts === null ? [] : [`class texts ${classTexts.prompt}`]),
      features.center ? "centred" : "not centred",
      ...(tuned ? [] : [`s ${features.scale}`]),
    ].join(", "),
    protocol: tuned ? "tuned (E23)" : "fixed",
    device: backend,
    command: command.replaceAll(/ --(json|markdown) \S+/g, ""),
  };
}

/** What was chosen stands in the order of the seeds; `difference` is test accuracy minus the linear probe's, paired by seed. */
function methodEntry({ method, runs, ...row }: MethodRow) {
  const { scope, validation, test, difference, parameters, bytes, seconds, trials } = row;
  return [
    method,
    {
      validation,
      test,
      difference,
      parameters,
      bytes,
      seconds,
      scope,
      trials,
      tuned: runs.map(({ tuned }) => tuned),
    },
  ] as const;
}

function caption(
  { name, dataset, study, split }: SweptData,
  { scope, seeds, splitSeed, shots, tuned }: SweepOptions,
  { backend }: NodeTools,
  command: string,
  seconds: number,
): string {
  const { features, training, adapter } = study.settings;
  const published = dataset.publishedShots?.[String(shots)] !== undefined;
  const draw = published
    ? "one published draw of training rows; a seed draws validation rows and initial weights"
    : "a seed draws training rows, validation rows and initial weights";
  const texts = study.classTexts === null ? "" : `; class texts ${study.classTexts.prompt}`;
  return [
    `${name}: ${dataset.classNames.length} classes; ${split.train.length} training, ${split.validation.length} validation and ${split.test.length} test rows (${shots} shots, split seed ${splitSeed}; ${draw}).`,
    `${scope === "inductive" ? "Inductive" : "Transductive: uses unlabelled test rows"}; ${seeds} seed${seeds === 1 ? "" : "s"}, mean ± sd; w ${features.modalityWeight}${texts}, ${features.center ? "centred" : "not centred"}, ${tuned ? "s and learning rate chosen on validation (E23)" : `s ${features.scale}, learning rate ${training.learningRate}`}, ${training.epochs} epochs, r ${adapter.bottleneckDimension}, residual ${adapter.residual ? "on" : "off"}; ${backend}, ${seconds.toFixed(0)} s.`,
    command,
  ].join("\n");
}
