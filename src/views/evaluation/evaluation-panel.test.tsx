import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { selectSweepKey, selectSweepSettings } from "../../studio/selectors/sweep-key.ts";
import {
  fakeDataset,
  fakeStudio,
  knowModels,
  loadFolder,
  type FakeStudio,
} from "../fake-studio.ts";
import { StudioContext } from "../studio-context.tsx";
import { EvaluationPanel } from "./evaluation-panel.tsx";
import { fakeSweep } from "./fake-sweep.ts";

afterEach(cleanup);

/** Two classes of seven images: each gives two test images, as many as the fake predictions. */
function swept(): FakeStudio {
  const fake = fakeStudio();
  loadFolder(fake.studio, fakeDataset(["cat", "dog"], 7));
  knowModels(fake.studio);
  fake.studio.getState().patchTraining({
    settings: { ...fake.studio.getState().training.settings, runSeeds: [1, 2] },
  });
  const state = fake.studio.getState();
  state.patchEvaluation({ sweep: fakeSweep(selectSweepKey(state), selectSweepSettings(state)) });
  return fake;
}

function show(fake: FakeStudio): void {
  render(
    <StudioContext value={fake.context}>
      <EvaluationPanel />
    </StudioContext>,
  );
}

test("validation, baselines, scope, seeds and split are shown while test is covered", () => {
  show(swept());
  expect(screen.getByText(/inductive, seeds 1, 2, split seed 1/)).toBeTruthy();
  // τ* is 0.25 for both seeds: mean of 0.7 and 0.8, sample sd 0.0707.
  expect(screen.getByText("75.0 ± 7.1")).toBeTruthy();
  expect(screen.getAllByText("covered")).toHaveLength(3);
  expect(screen.queryByText(/Optimism/)).toBeNull();
});

test("the reveal is asked of the command", async () => {
  const fake = swept();
  show(fake);
  await userEvent.click(screen.getByRole("button", { name: "Reveal test accuracy" }));
  expect(fake.calls).toEqual([["revealTest"]]);
});

test("while the sweep runs test cannot be revealed", () => {
  const fake = swept();
  const progress = { label: "Training", done: 1, total: 4, rate: null, secondsLeft: null };
  fake.studio.getState().patchEvaluation({ run: { status: "running", progress } });
  show(fake);
  expect(screen.getByRole("button", { name: "Reveal test accuracy" })).toHaveProperty(
    "disabled",
    true,
  );
});

test("after the reveal test, the highest on test and the optimism are shown", () => {
  const fake = swept();
  const { sweep } = fake.studio.getState().evaluation;
  fake.studio.getState().patchEvaluation({ revealedKey: sweep?.key ?? null });
  show(fake);
  expect(screen.queryByText("covered")).toBeNull();
  expect(screen.getByText("Highest on test")).toBeTruthy();
  // Every threshold predicts the same, so choosing on test gains nothing.
  expect(screen.getByText("0.0 points")).toBeTruthy();
});

test("a changed setting marks the sweep and covers test again", async () => {
  const fake = swept();
  const { sweep } = fake.studio.getState().evaluation;
  fake.studio.getState().patchEvaluation({ revealedKey: sweep?.key ?? null });
  show(fake);
  fake.studio.getState().patchAdapter({ residual: false });
  expect(await screen.findByText("Covered: the settings changed since this sweep.")).toBeTruthy();
  expect(screen.getAllByText("covered")).toHaveLength(3);
});

test("a recorded sweep says when it was recorded and that Run repeats it", () => {
  const fake = swept();
  const { sweep } = fake.studio.getState().evaluation;
  if (sweep === null) throw new Error("no sweep");
  fake.studio.getState().patchEvaluation({
    sweep: {
      ...sweep,
      origin: "recorded",
      compute: {
        trainingBackend: "wasm",
        adapter: "2 processors",
        finishedAt: "2026-11-24T12:00:00Z",
      },
    },
  });
  show(fake);
  expect(
    screen.getByText(
      /^Recorded on .*November 2026.* on wasm \(2 processors\)\. Run repeats it here\.$/,
    ),
  ).toBeTruthy();
});
