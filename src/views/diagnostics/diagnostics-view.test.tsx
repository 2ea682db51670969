import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { selectPools } from "../../studio/selectors/pools.ts";
import { selectGraphKey } from "../../studio/selectors/sweep-key.ts";
import {
  fakeDataset,
  fakeStudio,
  knowModels,
  loadFolder,
  type FakeStudio,
} from "../fake-studio.ts";
import { showGraph, showSweep } from "../graph/fake-graph.ts";
import { StudioContext } from "../studio-context.tsx";
import { DiagnosticsView } from "./diagnostics-view.tsx";

afterEach(cleanup);

/** Two classes of ten: three test and two validation images each; a sweep that predicts class 0 everywhere. */
function swept(): FakeStudio {
  const fake = fakeStudio();
  loadFolder(fake.studio, fakeDataset(["cat", "dog"], 10));
  knowModels(fake.studio);
  showGraph(fake.studio, 0.5);
  showSweep(fake.studio, [0.25, 0.5, 0.5]);
  return fake;
}

function show(fake: FakeStudio): void {
  render(
    <StudioContext value={fake.context}>
      <DiagnosticsView />
    </StudioContext>,
  );
}

const sectionOf = (title: string): HTMLElement => {
  const section = screen.getByRole("heading", { name: title }).closest("section");
  if (section === null) throw new Error(`no section ${title}`);
  return section;
};

test("without data it says what to do", () => {
  show(fakeStudio());
  expect(screen.getByText("Open a folder or a sample first.")).toBeTruthy();
});

test("the table marks the row of τ, and shows what was measured on this graph only", () => {
  const fake = swept();
  const point = {
    dirichlet: 2,
    normalizedDirichlet: 0.5,
    meanAverageDistance: 0.375,
    rowSpread: 0.25,
  };
  const smoothing = {
    key: selectGraphKey(fake.studio.getState()),
    grid: [-1.01, 0.4, 1.01],
    points: [{ threshold: 0.5, before: point, after: point, dirichletRatio: 0.625 }],
  };
  fake.studio.getState().patchDiagnostics({ smoothing });
  show(fake);
  const table = within(sectionOf("Graph and smoothing at each τ"));
  const row = table.getByRole("row", { current: true });
  expect(row.textContent).toContain("0.500τ now");
  expect(within(row).getByText("0.625")).toBeTruthy();
  expect(table.getAllByRole("row")).toHaveLength(5);
  fake.studio.getState().patchDiagnostics({ smoothing: { ...smoothing, key: "another graph" } });
  return expect(screen.findAllByText("–")).resolves.not.toHaveLength(0);
});

test("measuring is asked of the command and stopped by its own", async () => {
  const fake = swept();
  show(fake);
  await userEvent.click(screen.getByRole("button", { name: /^Measure/ }));
  const progress = { label: "Comparing", done: 1, total: 4, rate: null, secondsLeft: null };
  fake.studio.getState().patchDiagnostics({ run: { status: "running", progress } });
  await userEvent.click(await screen.findByRole("button", { name: "Cancel" }));
  expect(fake.calls).toEqual([["computeDiagnostics"], ["cancelDiagnostics"]]);
});

test("the confusion matrix shows validation, and test only after the reveal", async () => {
  const fake = swept();
  show(fake);
  const section = within(sectionOf("Confusion matrix"));
  expect(section.getByText(/2 of 4 validation images right/).textContent).toContain("50.0");
  expect(section.queryByRole("radio")).toBeNull();
  const { sweep } = fake.studio.getState().evaluation;
  fake.studio.getState().patchEvaluation({ revealedKey: sweep?.key ?? null });
  await userEvent.click(await section.findByRole("radio", { name: "Test" }));
  expect(section.getByText(/3 of 6 test images right/)).toBeTruthy();
  fake.studio.getState().patchAdapter({ residual: false });
  expect(await section.findByText(/No run with these settings/)).toBeTruthy();
});

test("the matrix is read cell by cell with the keys, and recall is listed by class", async () => {
  show(swept());
  const section = within(sectionOf("Confusion matrix"));
  section.getByRole("application").focus();
  await userEvent.keyboard("{ArrowDown}");
  expect(section.getByRole("status").textContent).toBe("dog predicted as cat: 2 of 2 images.");
  const rows = section.getAllByRole("row").map((row) => row.textContent);
  expect(rows[1]).toBe("dog20\u00a0%cat ×2");
  expect(rows[2]).toBe("cat2100\u00a0%–");
});

test("another point of the curve can be chosen", async () => {
  show(swept());
  const field = screen.getByRole<HTMLSelectElement>("combobox", { name: "Threshold" });
  expect(field.value).toBe("1.01");
  await userEvent.selectOptions(field, "0.400");
  expect(field.value).toBe("0.4");
});

test("the ten strongest pairs of two classes say whether τ joins them", () => {
  const fake = swept();
  fake.studio.getState().patchGraph({ threshold: 0.21 });
  show(fake);
  const pairs = within(sectionOf("The most similar pairs of different classes"));
  expect(pairs.getAllByRole("listitem")).toHaveLength(10);
  expect(pairs.getAllByText(/apart at τ|joined at τ/)).toHaveLength(10);
});

test("near duplicates are listed, and the switch is asked of the command", async () => {
  const fake = swept();
  show(fake);
  expect(screen.getByText("Not searched for yet.")).toBeTruthy();
  const pool = selectPools(fake.studio.getState())?.pool ?? [];
  const [train, test] = [pool.indexOf("train"), pool.indexOf("test")];
  fake.studio.getState().patchDataset({
    nearDuplicates: {
      pairs: [{ first: Math.min(train, test), second: Math.max(train, test), similarity: 0.99951 }],
      complete: true,
    },
  });
  expect(await screen.findByText("cosine 0.99951")).toBeTruthy();
  await userEvent.click(screen.getByRole("switch", { name: "Drop near duplicates" }));
  expect(fake.calls).toEqual([["setDropNearDuplicates", true]]);
});

test("the check-list shows a tick that fails", async () => {
  const fake = swept();
  show(fake);
  const list = within(sectionOf("Leakage check-list"));
  const choice = (): string =>
    list.getByText(/^τ is chosen on validation/).closest("li")?.className ?? "";
  // The fake sweep says 0.25 at its first threshold, where half of its predictions are right.
  expect(choice()).toBe("leakage-fail");
  showSweep(fake.studio, [0.5, 0.5, 0.5]);
  await screen.findAllByText(/passed/);
  expect(choice()).toBe("leakage-pass");
});

test("optimism is covered until the reveal", async () => {
  const fake = swept();
  show(fake);
  expect(screen.getByText(/Known after the reveal/)).toBeTruthy();
  const { sweep } = fake.studio.getState().evaluation;
  fake.studio.getState().patchEvaluation({ revealedKey: sweep?.key ?? null });
  expect(await screen.findByText("0.0 points")).toBeTruthy();
});
