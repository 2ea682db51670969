/** From what the visitor chose to the list of sequences that are run. */

import type {
  ContinualMethod,
  ContinualScenario,
  ContinualSettings,
} from "../../pipeline/continual/continual.ts";
import type { ContinualChoice } from "../../studio/slices/studies.ts";

/** λ of the sweep: 1 to 1,000,000 by decades. */
const SWEPT = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6];

/**
 * The chosen method first; then, when asked for, the other strengths and the two bounds; all of it in each scenario.
 *
 * @param domainCount taken for T in domain-il
 */
export function plannedSequences(
  choice: ContinualChoice,
  threshold: number,
  domainCount: number,
): readonly ContinualSettings[] {
  const { scenario, epochs, learningRate, strength, withBounds, withSweep } = choice;
  const scenarios: readonly ContinualScenario[] =
    scenario === "task-il and class-il" ? ["task-il", "class-il"] : [scenario];
  const strengths = withSweep ? new Set([strength, ...SWEPT]) : [strength];
  const methods: readonly ContinualMethod[] = [
    ...[...strengths].map((value) => protecting(choice, value)),
    ...(withBounds ? ([{ kind: "fine-tuning" }, { kind: "joint" }] as const) : []),
  ];
  return scenarios.flatMap((each) =>
    methods.map((method) => ({
      scenario: each,
      taskCount: each === "domain-il" ? domainCount : choice.taskCount,
      threshold,
      epochs,
      learningRate,
      method,
      ...(choice.graphSoFar ? { graph: "so-far" as const } : {}),
    })),
  );
}

function protecting(
  { kind, fisher, accumulation, normalized }: ContinualChoice,
  strength: number,
): ContinualMethod {
  if (kind === "si") return { kind, strength };
  const ewc = { kind, fisher, accumulation, lambda: strength };
  return normalized ? { ...ewc, normalized } : ewc;
}
