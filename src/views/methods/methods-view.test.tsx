import { act, cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { METHOD_FACTS } from "../../pipeline/methods/method-facts.ts";
import type { MethodRun } from "../../pipeline/methods/method.ts";
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
import { MethodsView } from "./methods-view.tsx";

afterEach(cleanup);

/** Two classes of seven images, so two test images of each; the probe is right on all of them, GA-Net on half. */
function run(method: MethodRun["method"], runSeed: number, right: boolean): MethodRun {
  return {
    method,
    runSeed,
    tuned: method === "linear-probe" ? { "log10 C": -2 } : { τ: 0.25 },
    trials: 20,
    validationAccuracy: right ? 0.5 : 0.75,
    validationPredictions: [0, 1],
    testPredictions: right ? [0, 0, 1, 1] : [0, 0, 0, 0],
    parameters: 100,
    bytes: 1600,
    seconds: 1.5,
  };
}

function studied(): FakeStudio {
  const fake = fakeStudio();
  loadFolder(fake.studio, fakeDataset(["cat", "dog"], 7));
  knowModels(fake.studio);
  const state = fake.studio.getState();
  state.patchTraining({ settings: { ...state.training.settings, runSeeds: [1, 2] } });
  const plan = { methods: [] };
  fake.studio.getState().patchStudy("methods", {
    record: {
      key: selectStudyKey(fake.studio.getState(), "methods", plan),
      settings: selectSweepSettings(fake.studio.getState()),
      plan,
      runs: [1, 2].flatMap((seed) => [
        run("linear-probe", seed, true),
        run("ga-net-inductive", seed, false),
        run("ga-net-transductive", seed, false),
      ]),
      compute: null,
    },
  });
  return fake;
}

function show(fake: FakeStudio): void {
  render(
    <StudioContext value={fake.context}>
      <MethodsView />
    </StudioContext>,
  );
}

test("inductive and transductive rows stand in tables of their own, test covered", () => {
  show(studied());
  const [inductive, transductive] = screen.getAllByRole("table");
  expect(within(inductive!).getByText(/Linear probe/)).toBeTruthy();
  expect(within(transductive!).queryByText(/Linear probe/)).toBeNull();
  expect(within(inductive!).getAllByText("covered")).toHaveLength(4);
});

test("after the reveal GA-Net's loss to the linear probe stands there", () => {
  const fake = studied();
  const { record } = fake.studio.getState().studies.methods;
  fake.studio.getState().patchStudy("methods", { revealedKey: record?.key ?? null });
  show(fake);
  expect(screen.queryByText("covered")).toBeNull();
  expect(screen.getAllByText("\u221250.0 ± 0.0 points")).toHaveLength(2);
});

test("a press on a column puts its largest value first", async () => {
  show(studied());
  await userEvent.click(screen.getAllByRole("button", { name: "Validation" })[0]!);
  const names = within(screen.getAllByRole("table")[0]!)
    .getAllByRole("rowheader")
    .map(({ textContent }) => textContent);
  expect(names).toEqual(["▸ GA-Net", "▸ Linear probe"]);
});

test("the run of each seed stands behind a row", async () => {
  show(studied());
  await userEvent.click(screen.getByRole("button", { name: "▸ Linear probe" }));
  expect(screen.getByText("Linear probe, the run of each seed")).toBeTruthy();
  expect(screen.getAllByText("log10 C = -2")).toHaveLength(2);
});

test("methods without what they need are left out of the plan", async () => {
  const fake = studied();
  const state = fake.studio.getState();
  state.patchEmbeddings({ settings: { ...state.embeddings.settings, modalityWeight: 0 } });
  show(fake);
  await userEvent.click(screen.getByRole("button", { name: /^Run \d+ methods with 2 seeds$/ }));
  const [call] = fake.calls;
  const asked = JSON.stringify(call);
  expect(call?.slice(0, 2)).toEqual(["runStudy", "methods"]);
  expect(asked).not.toContain("ga-net-separate-inductive");
  expect(asked).toContain("tip-adapter");
});

test("None and All tick the boxes of both scopes at once, and what is chosen survives another view", async () => {
  const fake = studied();
  show(fake);
  await userEvent.click(screen.getByRole("button", { name: "None" }));
  expect(screen.getByText("Choose at least one method.")).toBeTruthy();
  await userEvent.click(screen.getByRole("checkbox", { name: "Linear probe" }));
  cleanup();
  show(fake);
  const ticked = (): number =>
    screen.getAllByRole<HTMLInputElement>("checkbox").filter(({ checked }) => checked).length;
  expect(ticked()).toBe(1);
  await userEvent.click(screen.getByRole("button", { name: "Run 1 method with 2 seeds" }));
  expect(fake.calls.at(-1)).toEqual(["runStudy", "methods", { methods: ["linear-probe"] }]);
  await userEvent.click(screen.getByRole("button", { name: "All" }));
  expect(ticked()).toBe(METHOD_FACTS.length);
});

test("a study that runs on after a setting changed says so, and not before its first run", () => {
  const fake = studied();
  const progress = { label: "Tip-Adapter", done: 1, total: 4, rate: null, secondsLeft: null };
  fake.studio.getState().patchStudy("methods", { run: { status: "running", progress } });
  const { settings } = fake.studio.getState().training;
  fake.studio.getState().patchTraining({ settings: { ...settings, epochs: 7 } });
  show(fake);
  expect(screen.queryByText(/goes on with those it began with/)).toBeNull();
  act(() => fake.studio.getState().patchStudy("methods", { runningKey: "its key" }));
  expect(screen.getByText(/goes on with those it began with/)).toBeTruthy();
});
