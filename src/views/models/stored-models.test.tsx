/** What is said of storage: what is there, and what can be done about what is not. */

import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { StoredModel } from "../../studio/model-ports.ts";
import type { ModelsSlice } from "../../studio/slices/models.ts";
import { fakeStudio } from "../fake-studio.ts";
import { StudioContext } from "../studio-context.tsx";
import { StoredModels } from "./stored-models.tsx";

afterEach(cleanup);

const EMPTY = {
  ...{ models: 0, captions: 0, embeddings: 0, thumbnails: 0 },
  ...{ quota: null, persisted: true },
};

function show(patch: Partial<ModelsSlice["models"]>): void {
  const { context, studio } = fakeStudio();
  studio.getState().patchModels(patch);
  render(
    <StudioContext value={context}>
      <StoredModels />
    </StudioContext>,
  );
}

function halfOf(id: string, revision: string): StoredModel {
  const facts = {
    family: "dinov2",
    roles: ["image-encoder"],
    dimension: 2,
    licence: null,
  } as const;
  return { ...facts, ref: { id, revision, dtype: "fp32" }, bytes: 1, complete: false };
}

it("a model that was half copied from a folder says to pick it again, and one of a hub does not", () => {
  show({ stored: [halfOf("o/folder", "local-1"), halfOf("o/hub", "1")], usage: EMPTY });
  expect(screen.getByText(/^o\/folder/u).textContent).toBe(
    "o/folder, fp32 (not whole; pick its folder again)",
  );
  expect(screen.getByText(/^o\/hub/u).textContent).toBe("o/hub, fp32 (not whole)");
});

it("two revisions of one model are told apart, and one that stands alone is not", () => {
  const models = [
    halfOf("o/m", "main-0123456789ab"),
    halfOf("o/m", "main-ba9876543210"),
    halfOf("o/other", "1"),
  ];
  show({ stored: models, usage: EMPTY });
  expect(screen.getAllByText(/^o\//u).map(({ textContent }) => textContent)).toEqual([
    "o/m, fp32, main-0123456 (not whole)",
    "o/m, fp32, main-ba98765 (not whole)",
    "o/other, fp32 (not whole)",
  ]);
});

it("storage that the browser refuses is said to be refused, and not read for ever", () => {
  show({ storageError: { code: "storage/unavailable", message: "refused", details: {} } });
  expect(screen.queryByText("Reading storage…")).toBeNull();
  expect(screen.getByRole("alert").textContent).toContain("Leave private browsing");
});
