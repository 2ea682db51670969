/** What the run ledger notes of a study beside its runs. */

import type { LedgerFigure, LedgerRecord } from "../ledger-record.ts";
import { selectDataset } from "../selectors/pools.ts";
import { selectDataFingerprint } from "../selectors/sweep-key.ts";
import type { StudyName } from "../slices/studies.ts";
import type { CommandContext } from "./context.ts";

/** The part of a record that is the same for every kind. */
type StudyHead = Omit<LedgerRecord, "kind" | "body" | "weights">;

/** The data that runs are of, as their record names it. */
export type RunDataset = LedgerRecord["dataset"];

export function datasetOfRuns({ studio }: CommandContext): RunDataset {
  const state = studio.getState();
  return { name: selectDataset(state)?.name ?? "", fingerprint: selectDataFingerprint(state) };
}

/** A study that goes on under the same key, hence with the same data, takes the place of its own record; star and note stay. */
export async function studyHead(
  { services }: CommandContext,
  name: StudyName,
  { key, runs }: { readonly key: string; readonly runs: readonly { readonly seconds: number }[] },
  figures: readonly LedgerFigure[],
  finished: boolean,
  dataset: RunDataset,
): Promise<StudyHead> {
  const earlier = await services.ledger.findByKey(name, key);
  const now = services.now();
  return {
    id: earlier?.id ?? `${name}-${key}`,
    startedAt: earlier?.startedAt ?? now,
    finishedAt: now,
    finished,
    dataset: earlier?.dataset ?? dataset,
    seconds: runs.reduce((sum, { seconds }) => sum + seconds, 0),
    figures,
    starred: earlier?.starred ?? false,
    note: earlier?.note ?? "",
  };
}
