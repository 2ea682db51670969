import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import type { ContinualRun, ContinualSettings } from "../../pipeline/continual/continual.ts";
import { selectStudyKey } from "../../studio/selectors/study-key.ts";
import { selectSweepSettings } from "../../studio/selectors/sweep-key.ts";
import {
  fakeDataset,
  fakeStudio,
  knowModels,
  loadFolder,
  type FakeStudio,
} from "../fake-studio.ts";
import { StudioContext } from "../studio-context.tsx";
import { ContinualView } from "./continual-view.tsx";

afterEach(cleanup);

const settingsOf = (patch: Partial<ContinualSettings>): ContinualSettings => ({
  scenario: "task-il",
  taskCount: 2,
  threshold: 0.5,
  epochs: 60,
  learningRate: 0.001,
  method: { kind: "ewc", fisher: "exact", accumulation: "online", lambda: 1e4 },
  ...patch,
});

/** R = [[1, 0.5], [0.8, 0.9]] in task-IL: ACC 85 %, forgetting 20 points. Every test image is predicted as class 0. */
function runOf(settings: ContinualSettings, runSeed: number): ContinualRun {
  const predicted = [0, 0, 0, 0];
  const lists = settings.scenario === "task-il" ? [predicted, predicted] : [predicted];
  return {
    runSeed,
    settings,
    tasks: [[0], [1]],
    validation: [
      [1, 0.5],
      [0.8, 0.9],
    ],
    initialValidation: [0.5, 0.5],
    testPredictions: [lists, lists],
    initialTestPredictions: lists,
    fisherMeans:
      settings.method.kind === "ewc" ? [{ headWeight: 1e-4 }, { headWeight: 2e-3 }] : [{}, {}],
    fisherTrace: settings.method.kind === "ewc" ? 1.5 : 0,
    seconds: 2,
  };
}

function loaded(): FakeStudio {
  const fake = fakeStudio();
  loadFolder(fake.studio, fakeDataset(["cat", "dog"], 7));
  knowModels(fake.studio);
  fake.studio.getState().patchTraining({
    settings: { ...fake.studio.getState().training.settings, runSeeds: [1, 2] },
  });
  return fake;
}

function finished(sequences: readonly ContinualSettings[]): FakeStudio {
  const fake = loaded();
  const state = fake.studio.getState();
  const plan = { sequences };
  const runs = sequences.flatMap((settings) => [1, 2].map((seed) => runOf(settings, seed)));
  state.patchStudy("continual", {
    record: {
      key: selectStudyKey(state, "continual", plan),
      settings: selectSweepSettings(state),
      plan,
      runs,
      compute: null,
    },
  });
  return fake;
}

function show(fake: FakeStudio): void {
  render(
    <StudioContext value={fake.context}>
      <ContinualView />
    </StudioContext>,
  );
}

test("without data it says what to do", () => {
  show(fakeStudio());
  expect(screen.getByText("Open a folder or a sample first.")).toBeTruthy();
});

test("Run asks for the chosen sequences at the present threshold", async () => {
  const fake = loaded();
  show(fake);
  await userEvent.selectOptions(screen.getByLabelText("Scenario"), "Task-IL");
  await userEvent.click(screen.getByLabelText("Bounds too"));
  await userEvent.click(screen.getByRole("button", { name: "Run sequences" }));
  expect(fake.calls.at(-1)).toEqual([
    "runStudy",
    "continual",
    { sequences: [settingsOf({ taskCount: 2 })] },
  ]);
});

test("what is chosen survives another view; the learning rate follows the page until it is set here", async () => {
  const fake = loaded();
  show(fake);
  await userEvent.selectOptions(screen.getByLabelText("Scenario"), "Class-IL");
  cleanup();
  const { training, patchTraining } = fake.studio.getState();
  patchTraining({ settings: { ...training.settings, learningRate: 0.01 } });
  show(fake);
  expect(screen.getByLabelText<HTMLSelectElement>("Scenario").value).toBe("class-il");
  expect(screen.getByLabelText<HTMLInputElement>("Learning rate").value).toBe("0.01");
});

test("the convention of λ and the lesson of a single task are on the page", () => {
  show(loaded());
  expect(screen.getByText(/mammoth and avalanche print half of this λ/)).toBeTruthy();
  expect(screen.getByText(/EWC with a single task has nothing to protect/)).toBeTruthy();
  expect(screen.getByText(/barely moves/)).toBeTruthy();
});

test("a running study shows its progress, and Cancel stops it", async () => {
  const fake = loaded();
  fake.studio.getState().patchStudy("continual", {
    run: {
      status: "running",
      progress: { label: "Task 2 of 5", done: 1, total: 4, rate: 0.5, secondsLeft: 6 },
    },
  });
  show(fake);
  expect(screen.getByText("Task 2 of 5")).toBeTruthy();
  expect(screen.getByText(/0:06 left/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(fake.calls.at(-1)).toEqual(["cancelStudy", "continual"]);
});

test("two scenarios have two matrices, and numbers carry scope, seeds and split", () => {
  show(finished([settingsOf({}), settingsOf({ scenario: "class-il" })]));
  const matrices = screen.getAllByRole("table", { name: "Validation, %, inductive, seeds 1, 2" });
  expect(matrices).toHaveLength(2);
  const [first] = matrices;
  if (first === undefined) throw new TypeError("no matrix");
  expect(
    within(first)
      .getAllByRole("cell")
      .map((cell) => cell.textContent),
  ).toEqual(["100.0 ±0.0", "50.0 ±0.0", "80.0 ±0.0", "90.0 ±0.0"]);
  expect(screen.getByText(/inductive, seeds 1, 2, split seed 1/)).toBeTruthy();
  expect(screen.getAllByText("85.0 ± 0.0")).toHaveLength(2);
  expect(screen.getAllByText("+20.0 ± 0.0")).toHaveLength(2);
});

test("test stays covered until it is revealed, and is then scored by task", async () => {
  const fake = finished([settingsOf({})]);
  show(fake);
  expect(screen.getAllByText("covered")).toHaveLength(3);
  await userEvent.click(screen.getByRole("button", { name: "Reveal test accuracy" }));
  expect(fake.calls.at(-1)).toEqual(["revealStudy", "continual"]);
  const state = fake.studio.getState();
  cleanup();
  state.patchStudy("continual", { revealedKey: state.studies.continual.record?.key ?? null });
  show(fake);
  expect(screen.queryByText("covered")).toBeNull();
  // All predicted as class 0: task 1 right, task 2 wrong.
  expect(screen.getByText("50.0 ± 0.0")).toBeTruthy();
  expect(screen.getByRole("table", { name: "Test, %, inductive, seeds 1, 2" })).toBeTruthy();
});

test("the Fisher strip names its blocks, and a bound has none", async () => {
  show(finished([settingsOf({}), settingsOf({ method: { kind: "joint" } })]));
  expect(screen.getByRole("rowheader", { name: "Classifier, weights" })).toBeTruthy();
  expect(screen.getByText("2.0e-3")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: /Joint training/ }));
  expect(screen.getByText(/protects nothing/, { selector: "p:not(.hint)" })).toBeTruthy();
});

test("two strengths of one method make a sweep, in words too", () => {
  const at = (lambda: number) =>
    settingsOf({ method: { kind: "ewc", fisher: "exact", accumulation: "online", lambda } });
  show(finished([at(1e2), at(1e4)]));
  expect(screen.getByRole("heading", { name: "λ sweep" })).toBeTruthy();
  expect(screen.getByText(/λ 100: 85.0 ± 0.0; λ 10,000: 85.0 ± 0.0/)).toBeTruthy();
});

test("results of other settings are marked", () => {
  const fake = finished([settingsOf({})]);
  fake.studio.getState().patchAdapter({ bottleneckDimension: 8 });
  show(fake);
  expect(screen.getByText("Made with other settings")).toBeTruthy();
});
