/** The run at the slider's rest: the shown seed at τ, cancelled by the next drag, and never a part of the sweep. */

import { beforeEach, describe, expect, it } from "vitest";
import { StudioError } from "../../errors.ts";
import type { StudioCommands } from "../commands.ts";
import { selectNearestRun } from "../selectors/node-marks.ts";
import { createStudio, type Studio } from "../store.ts";
import { createCommands } from "./create-commands.ts";
import { createFakes, folderOf, twoClasses, type Fakes } from "./fake-services.ts";

const pause = (milliseconds = 5): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("a run where the slider rests", () => {
  let fakes: Fakes;
  let studio: Studio;
  let commands: StudioCommands;

  beforeEach(async () => {
    fakes = createFakes();
    studio = createStudio();
    commands = createCommands(studio, fakes.services);
    await commands.openFolder(twoClasses);
    commands.setTraining({ runSeeds: [3, 1] });
    commands.setThresholdCount(4);
    await commands.runAll();
  });

  const evaluation = (): ReturnType<Studio["getState"]>["evaluation"] =>
    studio.getState().evaluation;
  const urgentCalls = (): Fakes["calls"] => fakes.calls.filter(({ urgent }) => urgent);

  /** Lets urgent runs wait until released. */
  const holdLiveRuns = (): (() => void) => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    fakes.beforeTraining = (urgent) => (urgent ? held : Promise.resolve());
    return release;
  };

  it("trains the shown seed at τ, before what waits, and leaves the sweep alone", async () => {
    const sweep = evaluation().sweep;
    const nearest = selectNearestRun(studio.getState());
    commands.setThreshold(0.123);
    const running = commands.trainAtThreshold();
    await running;
    expect(urgentCalls()).toEqual([{ runSeeds: [3], threshold: 0.123, urgent: true }]);
    expect(evaluation().livePoint?.point).toMatchObject({ runSeed: 3, threshold: 0.123 });
    expect(evaluation().livePoint?.key).toBe(sweep?.key);
    expect(evaluation().liveThreshold).toBeNull();
    expect(evaluation().sweep).toBe(sweep);
    expect([...fakes.sweeps.values()]).toEqual([sweep]);
    expect(studio.getState().training.live).toBeNull();
    commands.setThreshold(nearest?.threshold ?? 0);
    expect(selectNearestRun(studio.getState())).toEqual(nearest);
  });

  it("keeps the τ at which the slider rests for the next visit", async () => {
    commands.setThreshold(0.123);
    await commands.trainAtThreshold();
    expect(JSON.parse(fakes.remembered?.settings ?? "")).toMatchObject({ threshold: 0.123 });
  });

  it("says at which τ it trains while it does, and shows its epochs", async () => {
    const release = holdLiveRuns();
    commands.setThreshold(0.2);
    const running = commands.trainAtThreshold();
    await pause();
    expect(evaluation().liveThreshold).toBe(0.2);
    expect(studio.getState().training.live).toMatchObject({ runSeed: 3, threshold: 0.2 });
    release();
    await running;
    expect(evaluation().liveThreshold).toBeNull();
  });

  it("is cancelled at once by a new drag, and the next rest trains at the new τ", async () => {
    const release = holdLiveRuns();
    commands.setThreshold(0.2);
    const first = commands.trainAtThreshold();
    await pause();
    commands.setThreshold(0.3);
    expect(evaluation().liveThreshold).toBeNull();
    const second = commands.trainAtThreshold();
    release();
    await Promise.all([first, second]);
    expect(urgentCalls().map(({ threshold }) => threshold)).toEqual([0.3]);
    expect(evaluation().livePoint?.point.threshold).toBe(0.3);
    expect(evaluation().run.status).toBe("ready");
  });

  it("is cancelled by a setting, and its point would be stale", async () => {
    const release = holdLiveRuns();
    commands.setThreshold(0.2);
    const running = commands.trainAtThreshold();
    await pause();
    commands.setAdapter({ residual: false });
    release();
    await running;
    expect(evaluation().livePoint).toBeNull();
    expect(urgentCalls()).toEqual([]);
  });

  it("does not train again what is known, live or in the sweep", async () => {
    commands.setThreshold(0.2);
    await commands.trainAtThreshold();
    await commands.trainAtThreshold();
    expect(urgentCalls()).toHaveLength(1);
    const swept = evaluation().sweep?.thresholds[1] ?? Number.NaN;
    commands.setThreshold(swept);
    await commands.trainAtThreshold();
    expect(urgentCalls()).toHaveLength(1);
    commands.setThreshold(0.2);
    await commands.trainAtThreshold();
    expect(urgentCalls()).toHaveLength(1);
  });

  it("starts once when asked twice at one τ", async () => {
    commands.setThreshold(0.2);
    await Promise.all([commands.trainAtThreshold(), commands.trainAtThreshold()]);
    expect(urgentCalls()).toHaveLength(1);
  });

  it("works while a sweep runs and is no point of it", async () => {
    commands.setAdapter({ bottleneckDimension: 8 });
    const live: Promise<void>[] = [];
    fakes.beforeTraining = () => {
      if (live.length === 0) {
        commands.setThreshold(0.217);
        live.push(commands.trainAtThreshold());
      }
      return pause(1);
    };
    await commands.runAll();
    await Promise.all(live);
    expect(urgentCalls()).toHaveLength(1);
    const { sweep, livePoint, run } = evaluation();
    expect(run.status).toBe("ready");
    expect(livePoint).toMatchObject({ key: sweep?.key, point: { threshold: 0.217 } });
    expect(sweep?.points).toHaveLength(8);
    expect(sweep?.points.map(({ threshold }) => threshold)).not.toContain(0.217);
    const saved = fakes.sweeps.get(sweep?.key ?? "");
    expect(saved?.points.map(({ threshold }) => threshold)).not.toContain(0.217);
  });

  it("shows why it failed, as the stage does, and keeps the points of the sweep", async () => {
    const { sweep } = evaluation();
    fakes.beforeTraining = () =>
      Promise.reject(new StudioError("training/diverged", "The loss is not finite."));
    commands.setThreshold(0.2);
    await commands.trainAtThreshold();
    expect(evaluation()).toMatchObject({
      livePoint: null,
      liveThreshold: null,
      run: { status: "failed", error: { code: "training/diverged" } },
    });
    expect(evaluation().sweep).toBe(sweep);
  });

  it("opens the device again when it was lost", async () => {
    let losses = 1;
    fakes.beforeTraining = () =>
      losses-- > 0
        ? Promise.reject(new StudioError("platform/device-lost", "gone"))
        : Promise.resolve();
    const { prepares } = fakes;
    commands.setThreshold(0.2);
    await commands.trainAtThreshold();
    expect(evaluation().livePoint?.point.threshold).toBe(0.2);
    expect(fakes.prepares - prepares).toBe(2);
  });

  it("trains at the graph that is known where pairs are not kept", async () => {
    // 28 pairs of eight nodes and more, of which at most the strongest are kept.
    studio.getState().patchGraph({ pairBudget: 5 });
    commands.setScope("transductive");
    await pause(20);
    commands.setThreshold(-0.30001);
    const release = holdLiveRuns();
    const running = commands.trainAtThreshold();
    await pause();
    // Its epochs are found by this τ.
    expect(evaluation().liveThreshold).toBe(studio.getState().training.live?.threshold);
    release();
    await running;
    const [call] = urgentCalls();
    expect((call?.threshold ?? 0) * 4096).toBe(Math.round(-0.30001 * 4096));
    await commands.trainAtThreshold();
    expect(urgentCalls()).toHaveLength(1);
  });

  it("does nothing for images that cannot be trained on", async () => {
    await commands.openFolder(folderOf("a.jpg", "b.jpg", "c.jpg", "d.jpg"));
    await commands.runAll();
    commands.setThreshold(0.2);
    await commands.trainAtThreshold();
    expect(urgentCalls()).toEqual([]);
  });

  it("waits for a graph that is being made", async () => {
    fakes.beforeFusing = () => pause(15);
    commands.setFeatures({ modalityWeight: 0.7 });
    commands.setThreshold(0.2);
    await commands.trainAtThreshold();
    expect(evaluation().livePoint?.point.threshold).toBe(0.2);
  });

  it("leaves with its data set", async () => {
    commands.setThreshold(0.2);
    await commands.trainAtThreshold();
    await commands.openFolder(twoClasses);
    expect(evaluation().livePoint).toBeNull();
  });
});
