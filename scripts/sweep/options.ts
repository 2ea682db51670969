/** The command line of `npm run sweep`. */

import { parseArgs } from "node:util";
import { SHOTS, type GraphScope, type Shots } from "../../src/pipeline/artifacts.ts";
import type { MethodId } from "../../src/pipeline/methods/method.ts";
import { METHOD_FACTS } from "../../src/pipeline/methods/method-facts.ts";

export const USAGE = `npm run sweep -- --features DIR [options]
  --features DIR       folder of cached features (.npy, .npz, .safetensors, .parquet, .csv, .json)
  --set NAME           which set of the folder (oxford_pets); default the first
  --shots 16           images a class: 1, 2, 4, 8, 16 or all
  --seeds 3            run seeds 1, 2, ...
  --scope inductive    or transductive
  --taus 20            thresholds on the grid; 0 leaves the curve out
  --degrees 1,8        thresholds set by mean degree instead (training graph or, transductive, all nodes)
  --methods all        or ids, separated by commas; default none
  --texts PREFIX       class texts of that name (pets25.text), and only the classes that have one
  --w 0.5              weight of the text: 0 image only, 1 text only; default 0 without text features
  --tuned              feature scale and learning rate chosen on validation, once a seed
  --epochs 150
  --split-seed 1
  --json FILE          write the numbers there too
  --markdown FILE      write the table of methods there too
Methods: ${METHOD_FACTS.map(({ id }) => id).join(", ")}`;

/** What is wrong with the command line. */
export class UsageError extends Error {}

export interface SweepOptions {
  readonly features: string;
  readonly set: string | null;
  readonly shots: Shots;
  readonly seeds: number;
  readonly scope: GraphScope;
  readonly taus: number;
  /** Null for the grid. */
  readonly degrees: readonly number[] | null;
  readonly methods: readonly MethodId[];
  readonly texts: string | null;
  /** Null for the default. */
  readonly modalityWeight: number | null;
  readonly tuned: boolean;
  readonly epochs: number;
  readonly splitSeed: number;
  readonly json: string | null;
  readonly markdown: string | null;
}

/** @throws UsageError */
export function sweepOptions(args: readonly string[]): SweepOptions {
  const values = parsed(args);
  if (values.features === undefined) throw new UsageError("--features is missing.");
  const scope = values.scope;
  if (scope !== "inductive" && scope !== "transductive") {
    throw new UsageError(`--scope is ${scope}: inductive or transductive.`);
  }
  const shots = SHOTS.find((choice) => String(choice) === values.shots);
  if (shots === undefined) throw new UsageError(`--shots is ${values.shots}: ${SHOTS.join(", ")}.`);
  const taus = wholeNumber("--taus", values.taus, 0);
  if (taus === 1) throw new UsageError("--taus is 1: 0, or at least 2.");
  return {
    features: values.features,
    set: values.set ?? null,
    shots,
    seeds: wholeNumber("--seeds", values.seeds, 1),
    scope,
    taus,
    degrees: values.degrees?.split(",").map((text) => numberWithin("--degrees", text, 0)) ?? null,
    methods: methodIds(values.methods),
    texts: values.texts ?? null,
    modalityWeight: values.w === undefined ? null : numberWithin("--w", values.w, 0, 1),
    tuned: values.tuned,
    epochs: wholeNumber("--epochs", values.epochs, 1),
    splitSeed: wholeNumber("--split-seed", values["split-seed"], 0),
    json: values.json ?? null,
    markdown: values.markdown ?? null,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        features: { type: "string" },
        set: { type: "string" },
        shots: { type: "string", default: "16" },
        seeds: { type: "string", default: "3" },
        scope: { type: "string", default: "inductive" },
        taus: { type: "string", default: "20" },
        degrees: { type: "string" },
        methods: { type: "string", default: "" },
        texts: { type: "string" },
        w: { type: "string" },
        tuned: { type: "boolean", default: false },
        epochs: { type: "string", default: "150" },
        "split-seed": { type: "string", default: "1" },
        json: { type: "string" },
        markdown: { type: "string" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function methodIds(text: string): readonly MethodId[] {
  if (text === "all") return METHOD_FACTS.map(({ id }) => id);
  const wanted = text.split(",").filter((id) => id !== "");
  return wanted.map((id) => {
    const known = METHOD_FACTS.find((facts) => facts.id === id);
    if (known === undefined) throw new UsageError(`No method is called ${id}.`);
    return known.id;
  });
}

function wholeNumber(option: string, text: string, smallest: number): number {
  const value = numberWithin(option, text, smallest);
  if (!Number.isInteger(value)) throw new UsageError(`${option} is ${text}: a whole number.`);
  return value;
}

function numberWithin(option: string, text: string, smallest: number, largest = Infinity): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!(value >= smallest && value <= largest && Number.isFinite(value))) {
    const range = Number.isFinite(largest)
      ? `between ${smallest} and ${largest}`
      : `of at least ${smallest}`;
    throw new UsageError(`${option} is ${text}: a number ${range}.`);
  }
  return value;
}
