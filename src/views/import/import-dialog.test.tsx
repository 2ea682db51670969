import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import type { ImportSheet } from "../../pipeline/embeddings/imported-features.ts";
import { syntheticSample } from "../../pipeline/evaluation/synthetic-sample.ts";
import { NO_CHOICES } from "../../studio/slices/import.ts";
import { fakeStudio, type FakeStudio } from "../fake-studio.ts";
import { StudioContext } from "../studio-context.tsx";
import { ImportDialog } from "./import-dialog.tsx";

afterEach(cleanup);

const SHEET: ImportSheet = {
  sets: ["pets"],
  chosenSet: "pets",
  arrays: [
    {
      name: "pets.train.npy",
      path: "pets.train.npy",
      role: "image-features",
      part: "train",
      shape: [4659, 512],
      dtype: "float16",
      norms: { smallest: 1, mean: 1, largest: 1 },
      nanRows: 2,
      reason: "2-d floats",
    },
  ],
  joins: ["990 of 990 rows joined by row"],
  missing: ["No text features: w is 0"],
  problems: [{ path: "bad.npy", reason: "it ends at byte 12" }],
  features: syntheticSample(1),
};

function show(sheet: ImportSheet): FakeStudio {
  const fake = fakeStudio();
  const run = { status: "ready", artifact: sheet, madeFrom: "pets" } as const;
  fake.studio.getState().showImport({ name: "pets", run, sheet, choices: NO_CHOICES });
  render(
    <StudioContext value={fake.context}>
      <ImportDialog />
    </StudioContext>,
  );
  return fake;
}

test("shapes, types, rows that are not finite, joins, gaps and broken files are all said", () => {
  show(SHEET);
  expect(screen.getByText("4,659 × 512")).toBeTruthy();
  expect(screen.getByText("float16")).toBeTruthy();
  expect(screen.getByText("2")).toBeTruthy();
  expect(screen.getByText("990 of 990 rows joined by row")).toBeTruthy();
  expect(screen.getByText("No text features: w is 0")).toBeTruthy();
  expect(screen.getByText("bad.npy: it ends at byte 12")).toBeTruthy();
});

test("another role is asked of the command, beside the roles chosen before", async () => {
  const fake = show(SHEET);
  await userEvent.selectOptions(screen.getByLabelText("Role of pets.train.npy"), "text features");
  expect(fake.calls).toEqual([["chooseImport", { roles: { "pets.train.npy": "text-features" } }]]);
});

test("only what makes a data set can be used", async () => {
  const fake = show(SHEET);
  await userEvent.click(screen.getByRole("button", { name: "Use these features" }));
  expect(fake.calls).toEqual([["acceptImport"]]);
  cleanup();
  show({ ...SHEET, features: null });
  expect(screen.queryByRole("button", { name: "Use these features" })).toBeNull();
});
