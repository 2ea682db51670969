import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sweepOptions } from "../../scripts/sweep/options.ts";
import { createRandom } from "../numeric/random.ts";

const SCRIPT = fileURLToPath(new URL("../../scripts/sweep.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ganet-sweep-"));
const CLASSES = 4;
const DIMENSION = 6;

/** A float32 .npy file of format version 1. */
function npy(rows: number, values: Float32Array): Buffer {
  const shape = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${DIMENSION}), }`;
  const header = shape.padEnd(117) + "\n";
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
  return Buffer.concat([start, Buffer.from(header, "latin1"), Buffer.from(values.buffer)]);
}

/** Classes around their own axis, which some rows leave for a neighbour's. */
function writePart(part: string, perClass: number, seed: number): void {
  const random = createRandom(seed);
  const labels = Array.from({ length: perClass * CLASSES }, (_, row) => row % CLASSES);
  const values = Float32Array.from({ length: labels.length * DIMENSION }, (_, i) => {
    const label = labels[Math.floor(i / DIMENSION)]!;
    return (i % DIMENSION === label ? 1 : 0) + 0.5 * random.normal();
  });
  const files = labels.map((label, row) => `class_${label}_${part}_${row}.jpg`);
  writeFileSync(join(folder, `toy.${part}.npy`), npy(labels.length, values));
  writeFileSync(join(folder, `toy.${part}.json`), JSON.stringify({ labels, files }));
}

beforeAll(() => {
  writePart("train", 6, 1);
  writePart("val", 4, 2);
  writePart("test", 5, 3);
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function sweep(args: readonly string[], interruptAt: RegExp | null = null): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [SCRIPT, ...args]);
    let stdout = "";
    let stderr = "";
    let interrupted = false;
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
      if (interruptAt === null || interrupted || !interruptAt.test(stderr)) return;
      interrupted = true;
      child.kill("SIGINT");
    });
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

const features = ["--features", folder, "--shots", "4", "--seeds", "2"];

interface Spread {
  readonly mean: number;
  readonly sd: number | null;
}
interface Report {
  readonly curve: readonly { readonly threshold: number; readonly test: Spread }[];
  readonly best: { readonly thresholds: readonly number[]; readonly test: Spread };
  readonly linearProbe: { readonly validation: Spread; readonly test: Spread };
  readonly bottleneckAdapter: { readonly test: Spread };
  readonly methods: Readonly<Record<string, object>>;
  readonly skippedMethods: Readonly<Record<string, string>>;
  readonly finished: boolean;
}

describe("npm run sweep", { timeout: 60_000 }, () => {
  test("sweeps cached features: the table, and as JSON what npm run try prints of a curve", async () => {
    const json = join(folder, "report.out");
    const args = [...features, "--taus", "4", "--epochs", "20", "--methods", "ridge,zero-shot"];
    const ended = await sweep([...args, "--json", json]);
    expect(ended.code).toBe(0);
    const report = JSON.parse(readFileSync(json, "utf8")) as Report;
    const thresholds = report.curve.map(({ threshold }) => threshold);
    expect(thresholds).toEqual(thresholds.toSorted((a, b) => a - b));
    expect([thresholds[0], thresholds.at(-1)]).toEqual([-1.01, 1.01]);
    // I1: the right end is the bottleneck adapter.
    expect(report.bottleneckAdapter.test).toEqual(report.curve.at(-1)!.test);
    expect(report.best.thresholds).toHaveLength(2);
    // Chance is 1/4.
    expect(report.linearProbe.test.mean).toBeGreaterThan(0.5);
    expect(report.methods["ridge"]).toMatchObject({
      validation: { mean: expect.any(Number) as number, sd: expect.any(Number) as number },
      test: { mean: expect.any(Number) as number },
      parameters: CLASSES * (DIMENSION + 1),
      seconds: expect.any(Number) as number,
      scope: "inductive",
    });
    expect(report.skippedMethods["zero-shot"]).toContain("class texts");
    expect(report.finished).toBe(true);
    expect(ended.stdout).toContain("toy: 4 classes; 16 training, 16 validation and 20 test rows");
    expect(ended.stdout).toContain(args.join(" "));
    expect(ended.stderr).toContain("There are no text features, so w is 0.");
    expect(ended.stderr).toContain("Sweep: 0 of 8 runs");
  });

  test("sets thresholds by mean degree, of all nodes where the run is transductive", async () => {
    const json = join(folder, "degrees.out");
    const args = ["--degrees", "2", "--epochs", "2", "--scope", "transductive", "--json", json];
    expect((await sweep([...features, ...args])).code).toBe(0);
    const { curve } = JSON.parse(readFileSync(json, "utf8")) as {
      curve: readonly { readonly meanDegree: number }[];
    };
    // Of 52 nodes: an edge of one seed moves the mean by 1/52, and the nearest mean is half of that away.
    expect(Math.abs(curve[0]!.meanDegree - 2)).toBeLessThan(1 / 52);
    expect(curve[1]!.meanDegree).toBe(0);
  });

  test("ends at Ctrl-C with what is finished", async () => {
    const args = [...features, "--taus", "4", "--epochs", "100000"];
    const ended = await sweep(args, /Sweep: 0 of/);
    expect(ended.code).toBe(130);
    expect(ended.stdout).toContain("Ended before its time");
  });

  test("says what is wrong with the command line, and ends with 2", async () => {
    const [missing, noTexts] = await Promise.all([
      sweep(["--features", join(folder, "nowhere")]),
      sweep(["--features", folder, "--w", "0.5"]),
    ]);
    expect(missing.stderr).toContain("is not a folder.");
    expect(noTexts.stderr).toContain("there are no text features");
    for (const { code, stderr } of [missing, noTexts]) {
      expect(stderr).toContain("npm run sweep -- --features DIR");
      expect(code).toBe(2);
    }
  });

  test.each([
    [[], "--features is missing."],
    [["--methods", "ridge,magic"], "No method is called magic."],
    [["--colour", "red"], "Unknown option '--colour'"],
    [["--shots", "3"], "--shots is 3"],
    [["--seeds", "1.5"], "--seeds is 1.5: a whole number."],
    [["--w", "2"], "--w is 2: a number between 0 and 1."],
    [["--taus", "1"], "--taus is 1"],
    [["--degrees", "4,"], "--degrees is"],
  ])("refuses %j", (args, message) => {
    const wrong = args.length === 0 ? [] : ["--features", folder, ...args];
    expect(() => sweepOptions(wrong)).toThrow(message);
  });

  test("names a broken file and its fault, and ends with 1", async () => {
    const broken = mkdtempSync(join(tmpdir(), "ganet-broken-"));
    const whole = readFileSync(join(folder, "toy.train.npy"));
    writeFileSync(join(broken, "toy.train.npy"), whole.subarray(0, 300));
    const ended = await sweep(["--features", broken]);
    rmSync(broken, { recursive: true });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain("toy.train.npy cannot be read");
    expect(ended.stderr).toContain("byte 128");
  });
});
