import { act, cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { fakeStudio } from "../fake-studio.ts";
import { StudioContext } from "../studio-context.tsx";
import { PageNotes } from "./page-notes.tsx";

afterEach(cleanup);

function show() {
  const fake = fakeStudio();
  render(
    <StudioContext value={fake.context}>
      <PageNotes />
    </StudioContext>,
  );
  return fake;
}

test("without a network it says what works, and promises the samples only when all files are kept", () => {
  const { studio } = show();
  const notes = screen.getByRole("status");
  expect(notes.textContent).toBe("");
  act(() => studio.getState().patchPage({ online: false }));
  expect(notes.textContent).toContain("may be missing");
  const keeping = { doneBytes: 1, totalBytes: 1, whole: true, problem: null };
  act(() => studio.getState().patchPage({ keeping }));
  expect(notes.textContent).toContain("samples and stored models work as before");
  expect(notes.textContent).not.toContain("may be missing");
});

test("a new version is taken by its button alone", async () => {
  const fake = show();
  act(() => fake.studio.getState().patchPage({ updateReady: true }));
  expect(fake.calls).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Reload to use it" }));
  expect(fake.calls).toEqual([["takeUpdate"]]);
});
