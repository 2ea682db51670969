/** What is said where a new example cannot be read, or the adapter cannot be saved. */

import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import { StudioError } from "../../errors.ts";
import { fakeDataset, fakeStudio, loadFolder, type FakeStudio } from "../fake-studio.ts";
import { showGraph } from "../graph/fake-graph.ts";
import { StudioContext } from "../studio-context.tsx";
import { NewExampleSection } from "./new-example-section.tsx";

afterEach(cleanup);

function withGraph(layout: "class-folders" | "feature-files"): FakeStudio {
  const fake = fakeStudio();
  loadFolder(fake.studio, { ...fakeDataset(["cat", "dog"], 7), layout });
  showGraph(fake.studio, 0.25);
  return fake;
}

function show(context: FakeStudio["context"]): void {
  render(
    <StudioContext value={context}>
      <NewExampleSection />
    </StudioContext>,
  );
}

it("an adapter that cannot be saved says why, until it is tried again", async () => {
  const { context } = withGraph("class-folders");
  const failure = new StudioError("platform/file-unavailable", "predict.py could not be fetched.");
  const failures = [failure];
  const exportAdapter = (): Promise<null> => {
    const next = failures.pop();
    return next === undefined ? Promise.resolve(null) : Promise.reject(next);
  };
  show({ ...context, commands: { ...context.commands, exportAdapter } });
  const button = screen.getByRole("button", { name: "Export the adapter" });
  await userEvent.click(button);
  expect(screen.getByRole("alert").textContent).toContain("predict.py could not be fetched.");
  await userEvent.click(button);
  expect(screen.queryByRole("alert")).toBeNull();
});

it("a row of features whose file is gone is refused by its name, and nothing is predicted", async () => {
  const { context, calls } = withGraph("feature-files");
  show(context);
  const file = new File(["1 2"], "row.txt");
  file.arrayBuffer = () => Promise.reject(new DOMException("It was moved.", "NotFoundError"));
  fireEvent.change(screen.getByLabelText("A row of features"), { target: { files: [file] } });
  expect((await screen.findByRole("alert")).textContent).toContain(
    "row.txt cannot be read: It was moved.",
  );
  expect(calls).toEqual([]);
});
