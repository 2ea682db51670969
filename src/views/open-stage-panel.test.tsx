/** Every control of every panel calls its command with what it says, and every name from a folder is text. */

import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import type { StageName } from "../pipeline/artifacts.ts";
import { fakeDataset, fakeStudio, knowModels, loadFolder, type FakeStudio } from "./fake-studio.ts";
import { OpenStagePanel } from "./open-stage-panel.tsx";
import { StudioContext } from "./studio-context.tsx";

afterEach(cleanup);

function show(fake: FakeStudio, stage: StageName): void {
  render(
    <StudioContext value={fake.context}>
      <OpenStagePanel stage={stage} onShowImages={() => undefined} />
    </StudioContext>,
  );
}

function loaded(): FakeStudio {
  const fake = fakeStudio();
  loadFolder(fake.studio, fakeDataset(["cat", "dog"], 10));
  knowModels(fake.studio);
  return fake;
}

async function type(label: string, text: string): Promise<void> {
  const field = screen.getByLabelText(label);
  await userEvent.clear(field);
  await userEvent.type(field, text);
  await userEvent.tab();
}

/** A drag ends with the native change event. */
function slide(label: string, value: string): void {
  const slider = screen.getByLabelText<HTMLInputElement>(label);
  fireEvent.input(slider, { target: { value } });
  slider.dispatchEvent(new Event("change", { bubbles: true }));
}

test("split seed and shots", async () => {
  const fake = loaded();
  show(fake, "dataset");
  await type("Split seed", "7");
  await userEvent.selectOptions(screen.getByLabelText("Shots (images a class)"), "4");
  expect(fake.calls).toEqual([
    ["setSplitSeed", 7],
    ["setTraining", { shots: 4 }],
  ]);
});

test("a number outside its range is refused with the range", async () => {
  const fake = loaded();
  show(fake, "training");
  const field = screen.getByLabelText("Epochs");
  await userEvent.clear(field);
  await userEvent.type(field, "0");
  expect(screen.getByText("A whole number from 1 to 1,000.")).toBeTruthy();
  expect(field.getAttribute("aria-invalid")).toBe("true");
  await userEvent.tab();
  expect(fake.calls).toEqual([]);
  expect(field).toHaveProperty("value", "150");
});

test("another layout is chosen among the possible ones", async () => {
  const fake = loaded();
  fake.studio.getState().patchDataset({
    reading: { layout: "class-folders", possibleLayouts: ["class-folders", "unlabelled"] },
  });
  show(fake, "dataset");
  await userEvent.selectOptions(screen.getByLabelText("Read as"), "no labels");
  expect(fake.calls).toEqual([["chooseLayout", "unlabelled"]]);
});

test("a remembered folder goes on with one press", async () => {
  const fake = fakeStudio();
  const remembered = {
    name: "photos",
    hasHandle: true,
    hasDataset: false,
    imageCount: 1451,
    unfinished: true,
  };
  fake.studio.getState().patchDataset({ remembered });
  show(fake, "dataset");
  expect(screen.getByText("1,451 images. A run was interrupted; it goes on.")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Continue" }));
  expect(fake.calls).toEqual([["continueRemembered"]]);
});

test("without a handle the same folder is chosen again", async () => {
  const fake = fakeStudio();
  const remembered = {
    name: "photos",
    hasHandle: false,
    hasDataset: false,
    imageCount: 3,
    unfinished: false,
  };
  fake.studio.getState().patchDataset({ remembered });
  show(fake, "dataset");
  await userEvent.click(screen.getByRole("button", { name: "Choose the same folder again" }));
  expect(fake.calls).toEqual([["pickDirectory"]]);
});

test("with its data set stored a folder goes on without its files", async () => {
  const fake = fakeStudio();
  const remembered = {
    name: "photos",
    hasHandle: false,
    hasDataset: true,
    imageCount: 3,
    unfinished: true,
  };
  fake.studio.getState().patchDataset({ remembered });
  show(fake, "dataset");
  await userEvent.click(screen.getByRole("button", { name: "Continue" }));
  await userEvent.click(screen.getByRole("button", { name: "Choose the same folder again" }));
  expect(fake.calls).toEqual([["continueRemembered"], ["pickDirectory"]]);
});

test("a browser that stores no files says so", () => {
  const fake = loaded();
  show(fake, "dataset");
  expect(screen.queryByText(/stores no files/)).toBeNull();
  act(() => {
    fake.studio.getState().patchDevice({ keepsResults: false });
  });
  expect(screen.getByText(/stores no files for this page/)).toBeTruthy();
});

test("a smaller budget of pairs is committed as a number", async () => {
  const fake = loaded();
  show(fake, "graph");
  await type("Pairs kept", "500000");
  expect(fake.calls).toEqual([["setPairBudget", 500000]]);
});

test("a sample is one choice away from a folder", async () => {
  const fake = loaded();
  show(fake, "dataset");
  await userEvent.selectOptions(screen.getByLabelText("Sample"), "Noto emoji");
  expect(fake.calls).toEqual([["loadSample", "noto"]]);
});

test("names from a folder are text, whatever they hold", () => {
  const fake = fakeStudio();
  const markup = "<img src=x onerror=alert(1)>";
  loadFolder(fake.studio, {
    ...fakeDataset([markup, "قطط"], 10),
    name: markup,
    problems: [{ path: `${markup}/a.heic`, reason: "HEIC is not decoded.", skipped: true }],
  });
  show(fake, "dataset");
  expect(screen.getByText("قطط")).toBeTruthy();
  expect(screen.getByText(`${markup}/a.heic`)).toBeTruthy();
  expect(document.querySelector("img[src='x']")).toBeNull();
});

test("classes too small for the split are named", () => {
  const fake = fakeStudio();
  const big = fakeDataset(["cat", "dog", "tiny"], 10);
  const examples = big.examples.filter(({ label }, i) => label !== 2 || i < 22);
  loadFolder(fake.studio, { ...big, examples });
  show(fake, "dataset");
  expect(screen.getByText(/Too few images, left out/).textContent).toContain("tiny");
});

test("without labels the panel says what training needs", () => {
  const fake = fakeStudio();
  const dataset = fakeDataset(["cat"], 4);
  const examples = dataset.examples.map((example) => ({ ...example, label: null }));
  loadFolder(fake.studio, { ...dataset, classNames: [], examples });
  show(fake, "evaluation");
  expect(screen.getByText(/add a labels.csv/)).toBeTruthy();
});

test("the captioner is called a tagger and its share of class names is shown", () => {
  const fake = loaded();
  const words = [{ word: "tabby", probability: 0.62 }];
  fake.studio.getState().patchCaptions({
    captions: fake.studio
      .getState()
      .captions.captions.concat([{ text: "a photo of a tabby", source: "tagger", words }]),
    run: { status: "ready", artifact: { captioner: null, classNameShare: 0.25 }, madeFrom: "c" },
  });
  show(fake, "captions");
  expect(
    screen.getByText(/Tagger: three likeliest ImageNet words; not a language model/),
  ).toBeTruthy();
  expect(screen.getByText("25.0 %")).toBeTruthy();
});

test("modality weight, centring and scale", async () => {
  const fake = loaded();
  show(fake, "embeddings");
  expect(screen.getByText(/not CLIP/)).toBeTruthy();
  await userEvent.click(screen.getByRole("radio", { name: "Image only" }));
  slide("Text weight w", "0.75");
  await userEvent.click(screen.getByRole("switch", { name: "Centred" }));
  await type("Feature scale s", "1");
  expect(fake.calls).toEqual([
    ["setFeatures", { modalityWeight: 0 }],
    ["setFeatures", { modalityWeight: 0.75 }],
    ["setFeatures", { center: false }],
    ["setFeatures", { scale: 1 }],
  ]);
});

test("while a slider is dragged only its words follow", () => {
  const fake = loaded();
  show(fake, "embeddings");
  fireEvent.input(screen.getByLabelText("Text weight w"), { target: { value: "0.2" } });
  expect(screen.getByText("0.20")).toBeTruthy();
  expect(fake.calls).toEqual([]);
});

test("shipped vectors say so and can be computed here", async () => {
  const fake = loaded();
  fake.studio.getState().patchEmbeddings({ shipped: true });
  show(fake, "embeddings");
  await userEvent.click(screen.getByRole("button", { name: "Compute them on this device" }));
  expect(fake.calls).toEqual([["recomputeSample"]]);
});

test("transductive scope says that it uses unlabelled test images", async () => {
  const fake = loaded();
  show(fake, "graph");
  const choice = screen.getByRole("radio", { name: "Transductive" });
  const explanation = document.getElementById(choice.getAttribute("aria-describedby") ?? "");
  expect(explanation?.textContent).toContain("Uses unlabelled test images");
  await userEvent.click(choice);
  expect(fake.calls).toEqual([["setScope", "transductive"]]);
});

test("bottleneck, residual and activation, and the parameters they cost", async () => {
  const fake = loaded();
  show(fake, "adapter");
  // d = 12 + 4, r = 64, C = 2: (16·64 + 64) + (64² + 64) + (64·16 + 16) + (16·2 + 2)
  expect(screen.getByText("6,322")).toBeTruthy();
  await type("Bottleneck r", "8");
  await userEvent.click(screen.getByRole("switch", { name: "Residual" }));
  await userEvent.click(screen.getByRole("radio", { name: "None" }));
  expect(fake.calls).toEqual([
    ["setAdapter", { bottleneckDimension: 8 }],
    ["setAdapter", { residual: false }],
    ["setAdapter", { activation: "none" }],
  ]);
});

test("seeds, epochs, rate and λ", async () => {
  const fake = loaded();
  show(fake, "training");
  await type("Run seeds", "5");
  await type("Epochs", "20");
  await type("Learning rate", "0.01");
  slide("λ", "5");
  expect(fake.calls).toEqual([
    ["setTraining", { runSeeds: [1, 2, 3, 4, 5] }],
    ["setTraining", { epochs: 20 }],
    ["setTraining", { learningRate: 0.01 }],
    ["setTraining", { ewcLambda: 100 }],
  ]);
  expect(screen.getByText(/nothing to protect: the penalty is 0/)).toBeTruthy();
});

test("the number of thresholds", async () => {
  const fake = loaded();
  show(fake, "evaluation");
  await type("Thresholds", "8");
  expect(fake.calls).toEqual([["setThresholdCount", 8]]);
});

test("an error shows what went wrong, the message and the next step", () => {
  const fake = loaded();
  fake.studio.getState().patchGraph({
    run: {
      status: "failed",
      error: { code: "graph/no-training-nodes", message: "0 training nodes", details: {} },
    },
  });
  show(fake, "graph");
  const alert = screen.getByRole("alert");
  expect(alert.textContent).toContain("0 training nodes");
  expect(alert.textContent).toContain("Choose more shots");
});

test("a running stage shows its count and pace and can be cancelled from its panel", async () => {
  const fake = loaded();
  const progress = { label: "Captions", done: 5, total: 20, rate: 2.5, secondsLeft: 6 };
  fake.studio.getState().patchCaptions({ run: { status: "running", progress } });
  show(fake, "captions");
  expect(screen.getByText("5 of 20, 2.5 a second, 0:06 left")).toBeTruthy();
  expect(screen.getByRole("progressbar", { name: "Captions" })).toHaveProperty("value", 5);
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(fake.calls).toEqual([["cancel"]]);
});
