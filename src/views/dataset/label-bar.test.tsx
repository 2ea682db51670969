import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import type { StudioState } from "../../studio/store.ts";
import { fakeDataset, fakeStudio, loadFolder, type FakeStudio } from "../fake-studio.ts";
import { StudioContext } from "../studio-context.tsx";
import { LabelBar } from "./label-bar.tsx";
import { usePicked } from "./use-picked.ts";

afterEach(cleanup);

/** The picks of five tiles without the virtualised grid, which has no size here. */
function Tiles({ shown }: { readonly shown: readonly number[] }) {
  const picked = usePicked(shown);
  return (
    <>
      {shown.map((example) => (
        <button
          key={example}
          type="button"
          onClick={({ ctrlKey, shiftKey }) =>
            picked.pick(example, { toggles: ctrlKey, extends: shiftKey })
          }
        >
          {example}
        </button>
      ))}
      <button type="button" onClick={picked.pickAll}>
        all
      </button>
      <output>{picked.examples.join(" ")}</output>
    </>
  );
}

test("picks as file managers do, in the order shown", async () => {
  const user = userEvent.setup();
  const { rerender } = render(<Tiles shown={[4, 1, 3, 0, 2]} />);
  const picks = (): string => screen.getByRole("status").textContent;
  const press = (name: string): Promise<void> => user.click(screen.getByRole("button", { name }));
  await press("1");
  expect(picks()).toBe("1");
  await user.keyboard("{Control>}");
  await press("0");
  await press("4");
  expect(picks()).toBe("4 1 0");
  await press("1");
  expect(picks()).toBe("4 0");
  await user.keyboard("{/Control}");
  await press("3");
  await user.keyboard("{Shift>}");
  await press("2");
  expect(picks()).toBe("3 0 2");
  // The range turns round its first pick.
  await press("4");
  expect(picks()).toBe("4 1 3");
  await user.keyboard("{/Shift}");
  await press("all");
  expect(picks()).toBe("4 1 3 0 2");
  rerender(<Tiles shown={[3, 0]} />);
  expect(picks()).toBe("3 0");
});

function showBar(
  picked: readonly number[],
  state: Partial<StudioState["dataset"]> = {},
  classNames = ["cat", "dog"],
): FakeStudio {
  const fake = fakeStudio();
  const dataset = fakeDataset(classNames, 3);
  loadFolder(fake.studio, dataset);
  fake.studio.getState().patchDataset(state);
  render(
    <StudioContext value={fake.context}>
      <LabelBar dataset={dataset} picked={picked} onDone={() => undefined} />
    </StudioContext>,
  );
  return fake;
}

test("labels what is picked, and says which class is new", async () => {
  const user = userEvent.setup();
  const { calls } = showBar([0, 4]);
  const field = screen.getByLabelText("Class name");
  const button = screen.getByRole("button", { name: "Label" });
  expect(button).toHaveProperty("disabled", true);
  await user.type(field, "  ");
  expect(screen.getByText("Spaces alone are no class name.")).toBeTruthy();
  expect(button).toHaveProperty("disabled", true);
  await user.clear(field);
  await user.type(field, "cat");
  expect(screen.getByRole("button", { name: "Label" })).toHaveProperty("disabled", false);
  await user.clear(field);
  await user.type(field, "  red  panda{Enter}");
  expect(calls).toEqual([["labelExamples", [0, 4], "red panda"]]);
  expect(screen.getByText("2 images labelled red panda.")).toBeTruthy();
});

test("hints at a class whose name differs in case and spaces alone, and merges nothing", async () => {
  const user = userEvent.setup();
  const { calls } = showBar([0], {}, ["Lime", "caf\u00e9"]);
  const field = screen.getByLabelText("Class name");
  const hint = (): string | undefined => screen.queryByText(/^There is a class/)?.textContent;
  await user.type(field, "li me");
  expect(hint()).toBe("There is a class Lime: this would be another one.");
  await user.clear(field);
  await user.type(field, "Lime");
  expect(hint()).toBeUndefined();
  await user.clear(field);
  await user.type(field, "lemon");
  expect(hint()).toBeUndefined();
  // The same name with another composition of its accent is the same class.
  await user.clear(field);
  await user.type(field, "cafe\u0301");
  expect(hint()).toBeUndefined();
  expect(screen.getByRole("button", { name: "Label" })).toBeTruthy();
  await user.clear(field);
  await user.type(field, "lime{Enter}");
  expect(calls).toEqual([["labelExamples", [0], "lime"]]);
});

test("without a pick it says how to pick, and without a step there is nothing to take back", () => {
  showBar([]);
  expect(screen.getByText(/Select images to give them a class/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
});

test("says of labels that the browser did not store that a reload loses them, and how many an undo leaves", async () => {
  const user = userEvent.setup();
  const step = { className: "cat", paths: ["a.jpg"] };
  showBar([], { labelSteps: [step, step], labelsKept: "lost" });
  expect(screen.getByText(/2 labelling steps, gone after a reload unless saved/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Undo" }));
  expect(screen.getByText("The last labels were taken back; 1 labelling step left.")).toBeTruthy();
});
