/** A studio whose small folder went through all stages, for the tests of what comes after. */

import type { StudioCommands } from "../commands.ts";
import { createStudio, type Studio } from "../store.ts";
import { createCommands } from "./create-commands.ts";
import { createFakes, twoClasses, type Fakes } from "./fake-services.ts";

export async function studioThatRan(): Promise<{
  readonly fakes: Fakes;
  readonly studio: Studio;
  readonly commands: StudioCommands;
}> {
  const fakes = createFakes();
  const studio = createStudio();
  const commands = createCommands(studio, fakes.services);
  await commands.openFolder(twoClasses);
  commands.setTraining({ runSeeds: [1] });
  commands.setThresholdCount(3);
  await commands.runAll();
  return { fakes, studio, commands };
}
