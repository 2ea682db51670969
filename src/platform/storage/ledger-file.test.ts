import { describe, expect, it } from "vitest";
import { oneRunOfEachKind, sweepRun } from "./fake-ledger-records.ts";
import { readLedgerFile, writeLedgerFile } from "./ledger-file.ts";
import { asLedgerRecord } from "./ledger-record-shape.ts";

describe("runs as a file", () => {
  it("come back as they went out, weights bit by bit", () => {
    const read = readLedgerFile(writeLedgerFile(oneRunOfEachKind), "runs.json");
    expect(read).toEqual({ records: oneRunOfEachKind, skipped: 0 });
    const [record] = read.records;
    const values = record!.weights[0]!.arrays[0]!.values;
    expect(new Uint32Array(values.buffer)).toEqual(
      new Uint32Array(sweepRun.weights[0]!.arrays[0]!.values.slice().buffer),
    );
  });

  it("hold weights longer than one call takes bytes", () => {
    const values = Float32Array.from({ length: 20_001 }, (_, i) => Math.sin(i));
    const weights = [
      { runSeed: 1, threshold: 0, arrays: [{ name: "w", shape: [20_001], values }] },
    ];
    const { records } = readLedgerFile(writeLedgerFile([{ ...sweepRun, weights }]), "runs.json");
    expect(records[0]!.weights[0]!.arrays[0]!.values).toEqual(values);
  });

  it("skip and count what is no run", () => {
    const text = writeLedgerFile(oneRunOfEachKind);
    const file = JSON.parse(text) as { runs: object[] };
    const [first] = file.runs;
    file.runs.push({}, { ...first, kind: "methods" }, { ...first, weights: [{ arrays: "x" }] });
    expect(readLedgerFile(JSON.stringify(file), "runs.json")).toMatchObject({
      records: { length: 4 },
      skipped: 3,
    });
  });

  it.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["another format", '{"format":"x","version":1,"runs":[]}'],
    ["no runs", '{"format":"ganet-studio-runs","version":1}'],
    ["another version", '{"format":"ganet-studio-runs","version":2,"runs":[]}'],
    ["null", "null"],
    ["too many runs", `{"format":"ganet-studio-runs","version":1,"runs":[${"0,".repeat(2000)}0]}`],
  ])("refuse %s with a code and the name of the file", (_, text) => {
    expect(() => readLedgerFile(text, "runs.json")).toThrow(
      expect.objectContaining({
        code: "storage/bad-ledger-file",
        message: expect.stringMatching(/^runs\.json /) as string,
      }),
    );
  });
});

/** Every place of a value where a field can be another: the path, and the value with 7 replaced fields there. */
function* damaged(value: unknown, path = ""): Generator<[string, unknown]> {
  if (value instanceof Float32Array || typeof value !== "object" || value === null) {
    yield [path, Symbol("of no type that a record holds")];
    return;
  }
  if (Array.isArray(value)) {
    yield [path, { length: value.length }];
    const [first, ...rest] = value as readonly unknown[];
    if (value.length > 0)
      for (const [at, bad] of damaged(first, `${path}[0]`)) yield [at, [bad, ...rest]];
    return;
  }
  for (const [field, part] of Object.entries(value)) {
    const without = Object.fromEntries(Object.entries(value).filter(([name]) => name !== field));
    yield [`${path}.${field} missing`, without];
    for (const [at, bad] of damaged(part, `${path}.${field}`))
      yield [at, { ...value, [field]: bad }];
  }
}

describe("the shape of a run", () => {
  it("is refused when any one field is missing or of another type", () => {
    let tried = 0;
    for (const record of oneRunOfEachKind) {
      expect(asLedgerRecord(record), record.kind).toEqual(record);
      for (const [path, bad] of damaged(record)) {
        // Names of what validation tuned and of Fisher blocks are free; their absence is no damage.
        if (/(tuned|fisherMeans\[0\])\..* missing$/.test(path)) continue;
        // Fields that records of the version before lacked are filled in.
        if (/\.(pairBudget|components|exact) missing$/.test(path) && record.kind === "sweep")
          continue;
        expect(asLedgerRecord(bad), `${record.kind}${path}`).toBeNull();
        tried += 1;
      }
    }
    expect(tried).toBeGreaterThan(200);
  });

  it("has as many values as its figures have seeds and its weights' shapes say", () => {
    const [figure] = sweepRun.figures;
    const [weights] = sweepRun.weights;
    const [array] = weights!.arrays;
    const withFigure = (patch: object) => ({ ...sweepRun, figures: [{ ...figure!, ...patch }] });
    const withArray = (patch: object) => ({
      ...sweepRun,
      weights: [{ ...weights!, arrays: [{ ...array!, ...patch }] }],
    });
    expect(asLedgerRecord(withFigure({ validation: [] }))).toBeNull();
    expect(asLedgerRecord(withFigure({ test: [0.5, 0.5] }))).toBeNull();
    expect(asLedgerRecord(withFigure({ runSeeds: [], validation: [] }))).toBeNull();
    expect(asLedgerRecord(withArray({ shape: [2, 4] }))).toBeNull();
    expect(asLedgerRecord(withArray({ shape: [-2, -3] }))).toBeNull();
    expect(asLedgerRecord({ ...sweepRun, note: "x".repeat(10_001) })).toBeNull();
    expect(asLedgerRecord({ ...sweepRun, startedAt: "yesterday" })).toBeNull();
  });
});
