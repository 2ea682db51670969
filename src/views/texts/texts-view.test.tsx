import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Caption } from "../../pipeline/artifacts.ts";
import { selectPools } from "../../studio/selectors/pools.ts";
import { fakeDataset, fakeStudio, loadFolder, type FakeStudio } from "../fake-studio.ts";
import { StudioContext } from "../studio-context.tsx";
import { CaptionField } from "./caption-field.tsx";
import { ComparisonView } from "./comparison-view.tsx";
import { selectTextRows } from "../../studio/selectors/text-rows.ts";
import { TextActions } from "./text-actions.tsx";
import { TextsView } from "./texts-view.tsx";
import { filterOptions, isShown, isTyped } from "./text-words.ts";

afterEach(cleanup);

const caption = (text: string): Caption => ({ text, source: "tagger", words: [] });

describe("the text workbench", () => {
  let fake: FakeStudio;
  const rowAt = (i: number) => {
    const row = selectTextRows(fake.studio.getState())[i];
    if (row === undefined) throw new Error("no row");
    return row;
  };
  const field = () => screen.getByRole("textbox", { name: /^Caption of/ });

  beforeEach(() => {
    fake = fakeStudio();
    loadFolder(fake.studio, fakeDataset(["cat", "dog"], 4));
    const captions = Array.from({ length: 8 }, (_, i) => caption(i < 4 ? "a cat" : `a dog ${i}`));
    fake.studio.getState().patchCaptions({ written: captions, captions });
  });

  test("Enter takes a text over, Escape takes it back, and a text that is the same is no edit", async () => {
    render(
      <StudioContext value={fake.context}>
        <CaptionField row={rowAt(5)} readOnly={false} />
      </StudioContext>,
    );
    const user = userEvent.setup();
    await user.type(field(), "!{Escape}");
    await user.click(field());
    await user.tab();
    expect(fake.calls).toEqual([]);
    expect(field()).toHaveProperty("value", "a dog 5");
    await user.type(field(), " <b>&{Enter}");
    expect(fake.calls).toEqual([["editCaption", 5, "a dog 5 <b>&"]]);
  });

  test("texts of imported features are shown and not edited", async () => {
    render(
      <StudioContext value={fake.context}>
        <CaptionField row={rowAt(5)} readOnly />
      </StudioContext>,
    );
    await userEvent.setup().type(field(), "!{Enter}");
    expect(fake.calls).toEqual([]);
  });

  test("a text with the line ends of another system was not typed", () => {
    expect(isTyped("a\nb\nc", "a\r\nb\rc")).toBe(false);
    expect(isTyped("a\nb", "a b")).toBe(true);
  });

  test("filters count what they show, a covered test image by no class", () => {
    const rows = selectTextRows(fake.studio.getState());
    const pools = selectPools(fake.studio.getState());
    const covered = pools?.pool.filter((pool) => pool === "test").length ?? 0;
    expect(covered).toBeGreaterThan(0);
    const naming = rows.filter((row) => isShown(row, "names-class"));
    expect(naming).toHaveLength(8 - covered);
    const labels = filterOptions(rows).map(({ label }) => label);
    expect(labels).toContain(`contains class name (${8 - covered})`);
    expect(labels).toContain("duplicate (4)");
  });

  test("replacing shows each text before and after, and changes the selected ones alone", async () => {
    const rows = selectTextRows(fake.studio.getState());
    const picked = {
      examples: [5, 6],
      has: () => false,
      pick: () => undefined,
      pickAll: () => undefined,
      clear: () => undefined,
    };
    render(
      <StudioContext value={fake.context}>
        <TextActions rows={rows} shown={[0, 5, 6, 7]} picked={picked} readOnly={false} />
      </StudioContext>,
    );
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: "Find and replace…" }));
    await user.type(screen.getByLabelText("Find"), "DOG");
    await user.type(screen.getByLabelText("Replace with"), "fox");
    await user.click(screen.getByRole("button", { name: "Replace 2 places in 2 texts" }));
    expect(fake.calls).toEqual([
      [
        "replaceInCaptions",
        [
          { example: 5, before: "a dog 5", after: "a fox 5", matches: 1 },
          { example: 6, before: "a dog 6", after: "a fox 6", matches: 1 },
        ],
      ],
    ]);
  });

  test("a comparison says what its numbers are made of, and where there is no pair", () => {
    const side = (name: string, crossClass: number | null) => ({
      name,
      captions: [caption("x")],
      separation: { sameClass: 0.75, crossClass, examples: 3 },
    });
    render(
      <StudioContext value={fake.context}>
        <ComparisonView
          dataset={fakeDataset(["cat", "dog"], 4)}
          comparison={{
            examples: [0],
            textEncoder: "E",
            first: side("Present texts", 0.5),
            second: side("Tagger", null),
          }}
        />
      </StudioContext>,
    );
    expect(screen.getByRole("row", { name: /Present texts 0\.750 0\.500 0\.250/ })).toBeTruthy();
    expect(screen.getByRole("row", { name: /Tagger 0\.750 no pair no pair/ })).toBeTruthy();
    expect(screen.getByText(/among 3 training and validation images/)).toBeTruthy();
  });
});

test("features that came without texts have no list of empty ones", () => {
  const { studio, context } = fakeStudio();
  const dataset = fakeDataset(["cat", "dog"], 1);
  loadFolder(studio, { ...dataset, layout: "feature-files" });
  studio.getState().patchCaptions({ captions: [null, null] });
  render(
    <StudioContext value={context}>
      <TextsView />
    </StudioContext>,
  );
  expect(screen.getByText("These features came without texts.")).toBeTruthy();
  expect(screen.queryByRole("table")).toBeNull();
});
