import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { selectCaptionsKey } from "../../studio/selectors/sweep-key.ts";
import { fakeDataset, fakeStudio, knowModels, loadFolder } from "../fake-studio.ts";
import { StudioContext } from "../studio-context.tsx";
import { CaptionerFields } from "./captioner-fields.tsx";

afterEach(cleanup);

test("masked names are counted only in captions that were made with the mask", () => {
  const { studio, context } = fakeStudio();
  loadFolder(studio, fakeDataset(["cat", "dog"], 1));
  knowModels(studio);
  const ready = (): void => {
    const artifact = { classNameShare: 0, captioner: null };
    const madeFrom = selectCaptionsKey(studio.getState());
    studio.getState().patchCaptions({ run: { status: "ready", artifact, madeFrom } });
  };
  const show = (): void => {
    cleanup();
    render(
      <StudioContext value={context}>
        <CaptionerFields />
      </StudioContext>,
    );
  };
  ready();
  const { choice } = studio.getState().models;
  const captionerSettings = { ...choice.captionerSettings, maskClassNames: true };
  studio.getState().patchModels({ choice: { ...choice, captionerSettings } });
  show();
  expect(screen.getByText(/the next Run masks and counts them/)).toBeTruthy();
  ready();
  show();
  expect(screen.getByText(/^0 class names masked/)).toBeTruthy();
});
