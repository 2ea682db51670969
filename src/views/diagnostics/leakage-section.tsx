/** The leakage check-list: ticks that are worked out again from what is loaded. */

import type { LeakageCheck } from "../../pipeline/evaluation/leakage-checks.ts";
import { selectLeakageChecks } from "../../studio/selectors/diagnostics.ts";
import { PanelSection } from "../controls/stage-panel.tsx";
import { useStudio } from "../studio-context.tsx";

const MARKS: Readonly<
  Record<LeakageCheck["outcome"], { readonly sign: string; readonly word: string }>
> = {
  pass: { sign: "✓", word: "passed" },
  fail: { sign: "✗", word: "failed" },
  unknown: { sign: "?", word: "not known" },
};

export function LeakageSection() {
  const checks = useStudio(selectLeakageChecks);
  if (checks.length === 0) return null;
  return (
    <PanelSection title="Leakage check-list">
      <ul className="leakage-list">
        {checks.map(({ title, outcome, reason }) => (
          <li key={title} className={`leakage-${outcome}`}>
            <span className="leakage-mark" aria-hidden="true">
              {MARKS[outcome].sign}
            </span>
            <span>
              {title}: <strong>{MARKS[outcome].word}</strong>
            </span>
            <span className="hint">{reason}</span>
          </li>
        ))}
      </ul>
    </PanelSection>
  );
}
