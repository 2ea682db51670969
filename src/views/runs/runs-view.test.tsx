import { act, cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { ledgerSummary, type LedgerRecord } from "../../studio/ledger-record.ts";
import type { ReplayResult } from "../../studio/replay-result.ts";
import { selectSweepSettings } from "../../studio/selectors/sweep-key.ts";
import { fakeSweep } from "../evaluation/fake-sweep.ts";
import { fakeStudio, type FakeStudio } from "../fake-studio.ts";
import { StudioContext } from "../studio-context.tsx";
import { RunsView } from "./runs-view.tsx";

afterEach(cleanup);

function sweepRun(
  fake: FakeStudio,
  patch: Partial<Omit<LedgerRecord, "kind" | "body">>,
): LedgerRecord {
  const state = fake.studio.getState();
  const settings = selectSweepSettings(state);
  const training = { ...settings.training, runSeeds: [1, 2] };
  return {
    id: "first",
    kind: "sweep",
    startedAt: "2026-11-24T12:00:00Z",
    finishedAt: "2026-11-24T12:01:00Z",
    finished: true,
    dataset: { name: "<b>photos</b>", fingerprint: "f" },
    seconds: 42,
    figures: [{ name: "GA-Net at τ*", runSeeds: [1, 2], validation: [0.7, 0.8], test: null }],
    weights: [],
    starred: false,
    note: "",
    body: fakeSweep("key", { ...settings, training }),
    ...patch,
  };
}

function show(records: readonly LedgerRecord[], fake: FakeStudio): void {
  fake.studio.getState().patchRuns({ summaries: records.map(ledgerSummary) });
  render(
    <StudioContext value={fake.context}>
      <RunsView />
    </StudioContext>,
  );
}

test("without runs the view says how they get here, and reads the list once", () => {
  const fake = fakeStudio();
  show([], fake);
  expect(screen.getByText(/No runs yet\. Run keeps each threshold sweep here/)).toBeTruthy();
  expect(fake.calls).toEqual([["listRuns"]]);
  expect(screen.getByRole("button", { name: "Compare two" })).toHaveProperty("disabled", true);
});

test("a browser that keeps no database is said to lose the runs, before and after there are some", () => {
  const fake = fakeStudio();
  show([sweepRun(fake, {})], fake);
  expect(screen.queryByText(/keeps no database/)).toBeNull();
  cleanup();
  show([], fake);
  act(() => fake.studio.getState().patchRuns({ persistent: false }));
  expect(screen.getByText(/keeps no database for this page/)).toBeTruthy();
  expect(screen.queryByText(/stay in this browser/)).toBeNull();
});

test("a row tells data set, kind, seeds and figure; text of files stays text", () => {
  const fake = fakeStudio();
  show([sweepRun(fake, { note: "<i>odd</i>", finished: false })], fake);
  const row = screen.getAllByRole("row")[1]!;
  expect(within(row).getByText("<b>photos</b>")).toBeTruthy();
  expect(within(row).getByText("<i>odd</i>")).toBeTruthy();
  expect(within(row).getByText("stopped")).toBeTruthy();
  expect(within(row).getByText("1, 2")).toBeTruthy();
  // Mean of 0.7 and 0.8, sample deviation 0.0707.
  expect(within(row).getByText("GA-Net at τ*: 75.0 ± 7.1 %")).toBeTruthy();
});

test("the list is filtered by star, kind and data set", async () => {
  const fake = fakeStudio();
  const other = { name: "pets", fingerprint: "g" };
  show([sweepRun(fake, { starred: true }), sweepRun(fake, { id: "second", dataset: other })], fake);
  const rows = () => screen.getAllByRole("row").length - 1;
  expect(rows()).toBe(2);
  await userEvent.click(screen.getByRole("checkbox", { name: "Starred only" }));
  expect(rows()).toBe(1);
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Data set" }), "pets");
  expect(rows()).toBe(0);
  await userEvent.click(screen.getByRole("checkbox", { name: "Starred only" }));
  expect(rows()).toBe(1);
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Kind" }), "Methods");
  expect(rows()).toBe(0);
  expect(screen.getByText(/^0 of 2 runs/)).toBeTruthy();
});

test("two chosen runs are compared, the older one first, and one is starred or opened", async () => {
  const fake = fakeStudio();
  show([sweepRun(fake, { id: "new" }), sweepRun(fake, { id: "old" })], fake);
  for (const box of screen.getAllByRole("checkbox", { name: /^Choose/ }))
    await userEvent.click(box);
  await userEvent.click(screen.getByRole("button", { name: "Compare two" }));
  await userEvent.click(screen.getAllByRole("button", { name: /^Star/ })[0]!);
  await userEvent.click(screen.getAllByRole("button", { name: /^24 November 2026/ })[0]!);
  expect(fake.calls.slice(1)).toEqual([
    ["showRuns", ["old", "new"]],
    ["patchRun", "new", { starred: true }],
    ["showRuns", ["new"]],
  ]);
});

test("an open run shows its configuration and curve, takes a note, and is replayed or deleted", async () => {
  const fake = fakeStudio();
  const record = sweepRun(fake, {});
  fake.studio.getState().patchRuns({ shown: [record] });
  show([record], fake);
  expect(document.activeElement).toBe(screen.getByRole("heading", { level: 2 }));
  expect(screen.getByText("Bottleneck dimension r")).toBeTruthy();
  expect(screen.getByRole("img", { name: /highest 75\.0\s% at 0\.250/ })).toBeTruthy();
  expect(screen.getByText("covered")).toBeTruthy();
  await userEvent.type(screen.getByRole("textbox", { name: "Note" }), "odd");
  await userEvent.click(screen.getByRole("button", { name: "Replay" }));
  await userEvent.click(screen.getByRole("button", { name: "Delete" }));
  expect(fake.calls.slice(1)).toEqual([
    ["patchRun", "first", { note: "odd" }],
    ["replayRun", "first"],
    ["deleteRun", "first"],
  ]);
});

test("a replay waits for what runs, and its verdict says what was due", async () => {
  const fake = fakeStudio();
  const record = sweepRun(fake, {});
  fake.studio.getState().patchRuns({ shown: [record] });
  show([record], fake);
  const progress = { label: "Runs", done: 1, total: 4, rate: null, secondsLeft: null };
  const replay = { id: "first", run: { status: "running", progress } } as const;
  fake.studio.getState().patchRuns({ replay });
  expect(await screen.findByRole("progressbar", { name: "Runs" })).toBeTruthy();
  expect(screen.getByRole("button", { name: "Replay" })).toHaveProperty("disabled", true);
  const device = (trainingBackend: string) => ({ trainingBackend, adapter: "x", finishedAt: "" });
  const result: ReplayResult = {
    verdict: "within",
    sameDevice: false,
    before: device("webgpu"),
    after: device("simd"),
    runs: 12,
    agreement: 0.991,
    differences: [{ name: "τ 0.5, seed 1: validation loss", before: "1", after: "2" }],
  };
  const ready = (artifact: ReplayResult) => {
    const run = { status: "ready", artifact, madeFrom: "first" } as const;
    fake.studio.getState().patchRuns({ replay: { id: "first", run } });
  };
  ready(result);
  expect(
    await screen.findByText(
      "Within the tolerance: 99.1 % agreement on validation over 12 runs; at least 98 % is due between webgpu (x) and simd (x).",
    ),
  ).toBeTruthy();
  expect(screen.getByText("τ 0.5, seed 1: validation loss")).toBeTruthy();
  ready({ ...result, verdict: "equal", differences: [] });
  expect(await screen.findByText("Equal: every number of 12 runs, times apart.")).toBeTruthy();
});

test("two runs side by side: configuration first, then figures over common seeds", () => {
  const fake = fakeStudio();
  const before = sweepRun(fake, {});
  fake.studio.getState().patchAdapter({ residual: false });
  const figures = [{ name: "GA-Net at τ*", runSeeds: [2], validation: [0.9], test: null }];
  const after = sweepRun(fake, { id: "second", figures });
  fake.studio.getState().patchRuns({ shown: [before, after] });
  show([before, after], fake);
  expect(screen.getByText("Residual")).toBeTruthy();
  // Data and device.
  expect(screen.getAllByText("The same.")).toHaveLength(2);
  expect(screen.getByText("+10.0 points, seed 2")).toBeTruthy();
});

test("a deleted run can be brought back, and what an import found is said", async () => {
  const fake = fakeStudio();
  const deleted = sweepRun(fake, {});
  const imported = { added: 2, known: 1, skipped: 3 };
  fake.studio.getState().patchRuns({ deleted, imported, skipped: 1 });
  show([], fake);
  expect(screen.getByText(/Imported 2 runs; 1 here already, 3 not readable/)).toBeTruthy();
  expect(screen.getByText(/1 stored entry could not be read and is left out/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Undo" }));
  await userEvent.upload(
    screen.getByLabelText("File of runs to import"),
    new File(["{}"], "runs.json", { type: "application/json" }),
  );
  expect(fake.calls.slice(1)).toEqual([["restoreRun"], ["importRuns", "{}", "runs.json"]]);
});
