import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import {
  fakeDataset,
  fakeStudio,
  knowModels,
  loadFolder,
  type FakeStudio,
} from "../fake-studio.ts";
import { StudioContext } from "../studio-context.tsx";
import { AblationsView } from "./ablations-view.tsx";

afterEach(cleanup);

function loaded(): FakeStudio {
  const fake = fakeStudio();
  loadFolder(fake.studio, fakeDataset(["cat", "dog"], 7));
  knowModels(fake.studio);
  return fake;
}

function show(fake: FakeStudio): void {
  render(
    <StudioContext value={fake.context}>
      <AblationsView />
    </StudioContext>,
  );
}

test("None leaves the reference alone, which is no run", async () => {
  show(loaded());
  await userEvent.click(screen.getByRole("button", { name: "None" }));
  expect(screen.getByText("Choose at least one variant.")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "All" }));
  expect(screen.queryByText("Choose at least one variant.")).toBeNull();
});

test("variants and their settings survive another view, and are what Run asks for", async () => {
  const fake = loaded();
  show(fake);
  await userEvent.click(screen.getByRole("button", { name: "None" }));
  await userEvent.click(screen.getByRole("checkbox", { name: "No graph" }));
  const neighbours = screen.getByLabelText("k of the top-k cap");
  await userEvent.clear(neighbours);
  await userEvent.type(neighbours, "7{Enter}");
  await userEvent.click(screen.getByRole("switch", { name: "Paper code: train the adapter" }));
  cleanup();
  show(fake);
  await userEvent.click(screen.getByRole("button", { name: /^Run 2 variants/ }));
  expect(fake.calls.at(-1)).toEqual([
    "runStudy",
    "ablations",
    {
      variants: ["reference", "no-graph"],
      neighbours: 7,
      paperCode: { trainAdapter: true, cloneAnchor: false },
    },
  ]);
});
