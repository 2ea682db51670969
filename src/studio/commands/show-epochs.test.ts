import { expect, test } from "vitest";
import { selectStages } from "../selectors/stage-status.ts";
import { createStudio } from "../store.ts";
import type { CommandContext } from "./context.ts";
import { showEpochs } from "./show-epochs.ts";

test("shows how much of a run's graph is made and the time left, then its epochs", () => {
  let milliseconds = 0;
  const studio = createStudio();
  const context = { studio, services: { clock: () => milliseconds } } as CommandContext;
  const report = showEpochs(context, 3, 0.25);
  const training = () => selectStages(studio.getState()).find(({ name }) => name === "training");
  const comparing = (done: number) => {
    milliseconds += 1000;
    report({ label: "Comparing images", done, total: 400 });
  };
  comparing(100);
  comparing(200);
  expect(training()).toMatchObject({ figure: "50% compared", progress: { secondsLeft: 2 } });
  milliseconds += 10;
  const epoch = { epochs: 2, trainLoss: 1, validationLoss: 1, validationAccuracy: 0.5 };
  report({ ...epoch, epoch: 1 });
  expect(training()?.figure).toBe("50% compared");
  report({ ...epoch, epoch: 2 });
  expect(training()).toMatchObject({ figure: "epoch 2 of 2", progress: null });
  expect(studio.getState().training.live?.reports.length).toBe(2);
});
