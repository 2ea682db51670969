/** Which of the finished sequences stand beside each other. */

import type { ContinualMethod, ContinualSettings } from "../../pipeline/continual/continual.ts";
import type { SequenceResult } from "../../pipeline/continual/sequence-results.ts";
import { SCENARIO_NAMES } from "./continual-words.ts";
import type { PlotSeries } from "./line-plot-layout.ts";

/** The key under which a result is chosen. */
export function settingsKey(settings: ContinualSettings): string {
  return JSON.stringify(settings);
}

/** The chosen result, and where it was run the one that differs only in the scenario: two runs, two matrices. */
export function withOtherScenario(
  results: readonly SequenceResult[],
  chosen: SequenceResult,
): readonly SequenceResult[] {
  const { scenario } = chosen.settings;
  return results.filter(
    ({ settings }) => settingsKey({ ...settings, scenario }) === settingsKey(chosen.settings),
  );
}

/** The chosen result and the bounds of the same sequence. */
export function withBounds(
  results: readonly SequenceResult[],
  chosen: SequenceResult,
): readonly SequenceResult[] {
  const { method } = chosen.settings;
  return results.filter(
    (result) =>
      result === chosen ||
      (strengthOf(result.settings.method) === null &&
        settingsKey({ ...result.settings, method }) === settingsKey(chosen.settings)),
  );
}

/** λ of EWC or c of Synaptic Intelligence; null for a bound. */
function strengthOf(method: ContinualMethod): number | null {
  if (method.kind === "ewc") return method.lambda;
  return method.kind === "si" ? method.strength : null;
}

/** ACC on validation against the strength, for results that differ from the chosen one only in it, scenario by scenario. Those of fewer than two are left out. */
export function strengthSweep(
  results: readonly SequenceResult[],
  chosen: SequenceResult,
): readonly PlotSeries[] {
  const { method } = chosen.settings;
  if (strengthOf(method) === null) return [];
  return withOtherScenario(results, chosen).flatMap(({ settings }) => {
    const points = results.flatMap((result) => {
      const strength = strengthOf(result.settings.method);
      if (strength === null || strength <= 0) return [];
      const same = { ...result.settings, method: withStrength(result.settings.method, method) };
      return settingsKey(same) === settingsKey(settings)
        ? [{ x: strength, y: result.validation.averageAccuracy }]
        : [];
    });
    return points.length < 2 ? [] : [{ name: SCENARIO_NAMES[settings.scenario], points }];
  });
}

/** The method with the strength of another one of its kind. */
function withStrength(method: ContinualMethod, other: ContinualMethod): ContinualMethod {
  if (method.kind === "ewc" && other.kind === "ewc") return { ...method, lambda: other.lambda };
  if (method.kind === "si" && other.kind === "si") return { ...method, strength: other.strength };
  return method;
}
