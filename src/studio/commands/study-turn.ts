/** Studies share one set of workers, which hold one problem and which a cancelled run ends: one study has them at a time. */

import type { CancelToken } from "../../pipeline/artifacts.ts";
import type { CommandContext } from "./context.ts";
import { untilCancelled } from "./job.ts";

/** @param onWait called where another study has them. @throws Cancelled, at once, while it waits; what `work` throws */
export async function inStudyTurn<Result>(
  context: CommandContext,
  cancel: CancelToken,
  onWait: () => void,
  work: () => Promise<Result>,
): Promise<Result> {
  const before = context.studyTurn;
  let leave: () => void = () => undefined;
  const left = new Promise<void>((resolve) => (leave = resolve));
  // Whoever comes next waits for those before, too: this one may be cancelled while it waits.
  const turn = before === null ? left : before.then(() => left);
  context.studyTurn = turn;
  void turn.then(() => {
    if (context.studyTurn === turn) context.studyTurn = null;
  });
  try {
    if (before !== null) {
      onWait();
      await untilCancelled(before, cancel);
    }
    return await work();
  } finally {
    leave();
  }
}
