import Papa from "papaparse";
import { expect, test } from "vitest";
import type { MethodRow, MethodTable } from "./method-table.ts";
import {
  csvTable,
  jsonTable,
  latexTable,
  markdownTable,
  type TableCaption,
} from "./table-formats.ts";

const caption: TableCaption = {
  dataSet: "pets|cats & dogs_1",
  split: "split seed 1",
  shots: "4",
  runSeeds: [1, 2],
  features: "image, w 0",
  protocol: "fixed",
  device: '{simd} 100% "fast"',
  command: "npm run sweep -- --set a_b | tee <out>\nrm",
};

function row(change: Partial<MethodRow>): MethodRow {
  return {
    method: "ridge",
    name: "Ridge",
    scope: "inductive",
    missingSeeds: [],
    validation: { mean: 0.75, sd: 0.0125 },
    test: { mean: 0.5, sd: 0.25 },
    difference: { mean: -0.0126, sd: 0.001 },
    parameters: 1234,
    bytes: 4936,
    seconds: 1.25,
    trials: 20,
    runs: [1, 2].map((runSeed) => ({
      method: "ridge",
      runSeed,
      tuned: { τ: 0.123456 },
      trials: 20,
      validationAccuracy: 0.75,
      validationPredictions: [1, 2, 3],
      testPredictions: [4, 5, 6],
      parameters: 1234,
      bytes: 4936,
      seconds: 1.25,
    })),
    ...change,
  };
}

const nasty = [
  "=1+1",
  "+SUM(A1)",
  "-2",
  "@cmd",
  'a "b", c',
  "x|y & z_1 #2 {3} $4 50% ~^\\",
  "two\nlines",
];
const table: MethodTable = {
  inductive: nasty.map((name) => row({ name })),
  transductive: [
    row({ scope: "transductive", name: "GA-Net", test: null, difference: null, missingSeeds: [3] }),
  ],
};

test("CSV reads back as it went in, with formulas made text and negative numbers left numbers", () => {
  const { data, errors } = Papa.parse<string[]>(csvTable(table, caption).trimEnd());
  expect(errors).toEqual([]);
  const [first, head, ...rows] = data;
  expect(first).toHaveLength(1);
  expect(first![0]).toMatch(/^# pets\|cats & dogs_1; .*seeds 1, 2.*fixed settings/);
  const column = (name: string): string[] => rows.map((cells) => cells[head!.indexOf(name)]!);
  expect(column("method")).toEqual([
    "'=1+1",
    "'+SUM(A1)",
    "'-2",
    "'@cmd",
    'a "b", c',
    "x|y & z_1 #2 {3} $4 50% ~^\\",
    "two\nlines",
    "GA-Net",
  ]);
  expect(column("difference to linear probe mean")[0]).toBe("-0.0126");
  expect(column("test mean").at(-1)).toBe("");
  expect(column("complete").at(-1)).toBe("no");
  expect(column("scope")).toEqual([...nasty.map(() => "inductive"), "transductive"]);
  expect(column("tuned")[0]).toBe("1: τ 0.1235; 2: τ 0.1235");
  expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([head!.length]));
});

test("JSON keeps caption, scopes and tuned values, without predictions", () => {
  const text = jsonTable(table, caption);
  expect(JSON.parse(text)).toMatchObject({
    caption,
    inductive: nasty.map((name) => ({ name, test: { mean: 0.5, sd: 0.25 } })),
    transductive: [{ missingSeeds: [3], seeds: [{ runSeed: 1, tuned: { τ: 0.123456 } }, {}] }],
  });
  expect(text).not.toMatch(/Predictions/);
});

test("LaTeX has a booktabs table a scope, whose text holds no character that LaTeX would act on", () => {
  const text = latexTable(table, caption);
  expect(text.match(/\\toprule/g)).toHaveLength(2);
  expect(text.match(/\\bottomrule/g)).toHaveLength(2);
  expect(text).toContain(
    "x\\textbar{}y \\& z\\_1 \\#2 \\{3\\} \\$4 50\\% \\textasciitilde{}\\textasciicircum{}\\textbackslash{}",
  );
  expect(text).toContain(
    "75.0 $\\pm$ 1.3 & 50.0 $\\pm$ 25.0 & -1.3 $\\pm$ 0.1 & 1234 & 4936 & 1.3 & 20",
  );
  expect(text).toContain("GA-Net (incomplete: 2 of 3 seeds)");
  expect(text).toContain("\\caption{pets\\textbar{}cats \\& dogs\\_1; Inductive;");
  for (const line of text.split("\n").filter((candidate) => candidate.endsWith("\\\\"))) {
    expect(line.match(/(?<!\\)&/g)).toHaveLength(8);
  }
  expect(text).toContain("two lines");
  expect(text).not.toMatch(/(?<!\\)[#%_]/);
});

test("Markdown has a table a scope, every row of as many cells as the head", () => {
  const text = markdownTable(table, caption);
  const lines = text.split("\n").filter((line) => line.startsWith("| "));
  expect(lines).toHaveLength(2 * 2 + nasty.length + 1);
  for (const line of lines) expect(line.match(/(?<!\\)\|/g)).toHaveLength(10);
  expect(text).toContain("x\\|y \\& z\\_1 \\#2 \\{3\\} $4 50% \\~^\\\\");
  expect(text).toContain("pets\\|cats \\& dogs\\_1; Transductive: uses unlabelled test images;");
  expect(text).toContain("tee \\<out\\> rm");
  expect(text).not.toMatch(/(?<!\\)[<>]/);
});

test("a scope without a row has no table", () => {
  const inductive = { ...table, transductive: [] };
  expect(latexTable(inductive, caption)).not.toContain("Transductive");
  expect(markdownTable(inductive, caption)).not.toContain("Transductive");
});
