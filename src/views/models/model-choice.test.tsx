/** What stands in the selects of the models that run. */

import { cleanup, render, screen, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { StoredModel } from "../../studio/model-ports.ts";
import { fakeStudio } from "../fake-studio.ts";
import { StudioContext } from "../studio-context.tsx";
import { ModelChoice } from "./model-choice.tsx";

afterEach(cleanup);

function stored(revision: string, dtype: "fp32" | "q8"): StoredModel {
  const ref = { id: "o/m", revision, dtype } as const;
  const roles = ["captioner", "image-encoder"] as const;
  return { ref, family: "clip", roles, dimension: 2, bytes: 1, complete: true, licence: null };
}

it("revisions of one model can be told apart where they are chosen", () => {
  const { context, studio } = fakeStudio();
  studio.getState().patchModels({
    stored: [
      stored("main-0123456789ab", "fp32"),
      stored("0a1b2c3d4e5f6a7b", "fp32"),
      stored("1", "q8"),
    ],
  });
  render(
    <StudioContext value={context}>
      <ModelChoice />
    </StudioContext>,
  );
  for (const label of ["Captions", "Image encoder"]) {
    const options = within(screen.getByLabelText(label)).getAllByRole("option");
    expect(options.slice(-3).map(({ textContent }) => textContent)).toEqual([
      "o/m, fp32, main-0123456",
      "o/m, fp32, 0a1b2c3d4e5f",
      "o/m, q8",
    ]);
  }
});

it("a model that a saved session names and that is not stored is shown as such, and not as another", () => {
  const { context, studio } = fakeStudio();
  const { choice } = studio.getState().models;
  const { ref, family, dimension } = stored("1", "fp32");
  const gone = { ref, family, dimension, name: "M", licence: "mit" };
  studio.getState().patchModels({
    stored: [stored("1", "q8")],
    choice: { ...choice, captioner: gone, imageEncoder: gone },
  });
  render(
    <StudioContext value={context}>
      <ModelChoice />
    </StudioContext>,
  );
  for (const label of ["Captions", "Image encoder"]) {
    const select = screen.getByLabelText<HTMLSelectElement>(label);
    expect(select.selectedOptions[0]?.textContent).toBe("o/m, fp32 (not in this browser)");
  }
  expect(screen.getByLabelText<HTMLSelectElement>("Text encoder").value).toBe("");
});
