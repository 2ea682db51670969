/** A studio with a small folder, opened or gone through all stages, for the tests of what comes after. */

import type { StudioCommands } from "../commands.ts";
import { createStudio, type Studio } from "../store.ts";
import { createCommands } from "./create-commands.ts";
import { createFakes, twoClasses, type Fakes } from "./fake-services.ts";

interface FakeRun {
  readonly fakes: Fakes;
  readonly studio: Studio;
  readonly commands: StudioCommands;
}

export async function studioWithFolder(fakes = createFakes()): Promise<FakeRun> {
  const studio = createStudio();
  const commands = createCommands(studio, fakes.services);
  await commands.openFolder(twoClasses);
  commands.setTraining({ runSeeds: [1] });
  commands.setThresholdCount(3);
  return { fakes, studio, commands };
}

export async function studioThatRan(): Promise<FakeRun> {
  const opened = await studioWithFolder();
  await opened.commands.runAll();
  return opened;
}
