import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import type { StageName } from "../../pipeline/artifacts.ts";
import { fakeDataset, fakeStudio, loadFolder, type FakeStudio } from "../fake-studio.ts";
import { StudioContext } from "../studio-context.tsx";
import { StageBar } from "./stage-bar.tsx";

afterEach(cleanup);

function show(fake: FakeStudio): StageName[] {
  const opened: StageName[] = [];
  render(
    <StudioContext value={fake.context}>
      <StageBar open="graph" onOpen={(stage) => opened.push(stage)} />
    </StudioContext>,
  );
  return opened;
}

test("seven stages stand in the order of the data path, and the open one says so", () => {
  show(fakeStudio());
  const buttons = within(screen.getByRole("navigation", { name: "Stages" })).getAllByRole("button");
  const names = ["Dataset", "Captions", "Embeddings", "Graph", "Adapter", "Training", "Evaluation"];
  expect(buttons.map((button) => button.textContent.replace(/\u2013$/, ""))).toEqual(names);
  expect(buttons.map((button) => button.getAttribute("aria-current"))).toEqual(
    names.map((name) => (name === "Graph" ? "true" : null)),
  );
});

test("a press opens a stage", async () => {
  const opened = show(fakeStudio());
  await userEvent.click(screen.getByRole("button", { name: /Training/ }));
  expect(opened).toEqual(["training"]);
});

test("a ready stage shows its figure", () => {
  const fake = fakeStudio();
  loadFolder(fake.studio, fakeDataset(["cat", "dog"], 4));
  show(fake);
  expect(screen.getByRole("button", { name: /Dataset.*ready.*8 images/ })).toBeTruthy();
});

test("a running stage shows its pace and how much is done", () => {
  const fake = fakeStudio();
  loadFolder(fake.studio, fakeDataset(["cat", "dog"], 4));
  const progress = { label: "Captions", done: 2, total: 8, rate: 0.5, secondsLeft: 12 };
  fake.studio.getState().patchCaptions({ run: { status: "running", progress } });
  show(fake);
  const button = screen.getByRole("button", { name: /Captions/ });
  expect(button.textContent).toContain("0.5/s, 0:12 left");
  expect(button.querySelector<HTMLElement>(".stage-line")?.style.width).toBe("25%");
});

test("a failed stage says so in a word", () => {
  const fake = fakeStudio();
  const error = { code: "captions/model-unavailable", message: "404", details: {} } as const;
  fake.studio.getState().patchCaptions({ run: { status: "failed", error } });
  show(fake);
  expect(screen.getByRole("button", { name: /Captions.*failed/ })).toBeTruthy();
});
