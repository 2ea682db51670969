/** A folder of models that is dropped: that it is being read, and why it was not. */

import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { StudioError } from "../../errors.ts";
import { fakeStudio } from "../fake-studio.ts";
import { StudioContext, type StudioContextValue } from "../studio-context.tsx";
import { ModelFolder } from "./model-folder.tsx";

afterEach(cleanup);

async function drop(context: StudioContextValue): Promise<void> {
  render(
    <StudioContext value={context}>
      <ModelFolder />
    </StudioContext>,
  );
  await act(async () => {
    fireEvent.drop(screen.getByText(/^A folder of this computer/u), {
      dataTransfer: { files: [] },
    });
    await Promise.resolve();
  });
}

it("says that a folder is read for as long as it is", async () => {
  const { context } = fakeStudio();
  let finish: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (finish = resolve));
  await drop({ ...context, commands: { ...context.commands, openModelFolder: () => held } });
  expect(screen.getByRole("status").textContent).toBe("Reading the folder…");
  await act(async () => {
    finish();
    await held;
  });
  expect(screen.queryByRole("status")).toBeNull();
});

it("hands on why a dropped folder could not be read", async () => {
  const { context, calls } = fakeStudio();
  const refused = new StudioError("dataset/permission-denied", "refused");
  const intake = { ...context.intake, filesOfDrop: () => Promise.reject(refused) };
  await drop({ ...context, intake });
  expect(calls).toEqual([["reportModelsError", refused]]);
});
