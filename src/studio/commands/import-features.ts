/** Feature files: read into a sheet, joined again as the visitor says what is what, and taken over only when asked. */

import { toWireError } from "../../errors.ts";
import type { ImportChoices, ImportSheet } from "../../pipeline/embeddings/imported-features.ts";
import type { StudioCommands } from "../commands.ts";
import type { FeatureSource } from "../services.ts";
import { NO_CHOICES } from "../slices/import.ts";
import { runStage, StageFailed, type CommandContext } from "./context.ts";
import { createJobSlot } from "./job.ts";

export function importCommands(
  context: CommandContext,
  openFeatures: StudioCommands["openFeatures"],
): Pick<StudioCommands, "readFeatures" | "chooseImport" | "acceptImport" | "closeImport"> {
  const { studio } = context;
  const job = createJobSlot();
  let source: FeatureSource | null = null;

  const close = (): void => {
    job.cancel();
    source?.close();
    source = null;
    studio.getState().showImport(null);
  };

  const read = async (choices: ImportChoices): Promise<void> => {
    const used = source;
    if (used === null) return;
    const sheet = studio.getState().importing?.sheet ?? null;
    try {
      await job.start((cancel) =>
        runStage<ImportSheet>(
          context,
          cancel,
          (run) => {
            const shown = run.status === "ready" ? run.artifact : sheet;
            studio.getState().showImport({ name: used.name, run, sheet: shown, choices });
          },
          async (report) => {
            report({ label: "Reading files", done: 0, total: 0 });
            return { artifact: await used.read(choices, cancel), madeFrom: used.name };
          },
        ),
      );
    } catch (error) {
      if (error instanceof StageFailed) return;
      const run = { status: "failed", error: toWireError(error) } as const;
      studio.getState().showImport({ name: used.name, run, sheet, choices });
    }
  };

  return {
    readFeatures: async (opened) => {
      close();
      source = opened;
      await read(NO_CHOICES);
    },
    chooseImport: (patch) => {
      const { importing } = studio.getState();
      if (importing !== null) void read({ ...importing.choices, ...patch });
    },
    acceptImport: async () => {
      const features = studio.getState().importing?.sheet?.features ?? null;
      if (features === null) return;
      close();
      await openFeatures(features);
    },
    closeImport: close,
  };
}
