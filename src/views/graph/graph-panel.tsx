/** Stage 4: how nodes are joined, and what the graph is like at τ. */

import type { GraphScope, GraphStatistics } from "../../pipeline/artifacts.ts";
import { selectGraphStatistics, selectRankedPairs } from "../../studio/selectors/threshold-axis.ts";
import { FactList } from "../controls/fact-list.tsx";
import { RadioGroup } from "../controls/radio-group.tsx";
import { PanelSection, StagePanel } from "../controls/stage-panel.tsx";
import { count } from "../format/count.ts";
import { percent } from "../format/percent.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { PairBudgetField } from "./pair-budget-field.tsx";
import { degreeNumber, thresholdWords } from "../threshold-axis/threshold-words.ts";
import { cutoffWords } from "./graph-words.ts";

const SCOPES: readonly { value: GraphScope; label: string; explanation: string }[] = [
  {
    value: "inductive",
    label: "Inductive",
    explanation:
      "The graph is built on training images. Every other image is attached to its training neighbours, so a prediction does not depend on other test images.",
  },
  {
    value: "transductive",
    label: "Transductive",
    explanation:
      "Uses unlabelled test images: one graph joins all images. No test label is used, but a test image helps to predict the others.",
  },
];

export function GraphPanel() {
  const scope = useStudio((state) => state.graph.scope);
  const statistics = useStudio(selectGraphStatistics);
  const ranked = useStudio(selectRankedPairs);
  const cutoff = cutoffWords(statistics, ranked);
  const positionsKind = useStudio((state) => state.graph.positionsKind);
  const commands = useCommands();
  return (
    <StagePanel stage="graph">
      <p>
        One node an image. Two nodes are joined when their cosine similarity is greater than τ; an
        edge has no weight.
      </p>
      <PanelSection title="Scope">
        <RadioGroup
          label="Which images the graph joins"
          arrangement="list"
          value={scope}
          options={SCOPES}
          onCommit={commands.setScope}
        />
      </PanelSection>
      <PanelSection title="Budget">
        <PairBudgetField />
      </PanelSection>
      {statistics === null ? null : (
        <PanelSection title={`At τ ${thresholdWords(statistics.threshold)}`}>
          <FactList facts={statisticsFacts(statistics, scope)} />
          {cutoff === null ? null : <p className="hint">{cutoff}</p>}
          <p className="hint">
            Homophily counts edges between labelled training and validation images.
          </p>
        </PanelSection>
      )}
      {positionsKind === null ? null : (
        <p className="hint">
          Positions: {positionsKind === "shipped" ? "UMAP, shipped with the sample" : positionsKind}
          . They come from the features and stay while τ moves.
        </p>
      )}
    </StagePanel>
  );
}

function statisticsFacts(
  statistics: GraphStatistics,
  scope: GraphScope,
): readonly (readonly [string, string])[] {
  const { edges, meanDegree, isolated, homophily, adjustedHomophily, components, exact } =
    statistics;
  const unknown = exact ? "n/a" : "not kept";
  const whose = scope === "inductive" ? "training images" : "all images";
  return [
    ["Edges", count(edges)],
    [`Mean degree, ${whose}`, degreeNumber(meanDegree)],
    ["Isolated images", percent(isolated)],
    ["Edge homophily", homophily === null ? "n/a" : percent(homophily)],
    ["Adjusted homophily", adjustedHomophily === null ? unknown : adjustedHomophily.toFixed(2)],
    ["Connected components", components === null ? unknown : count(components)],
  ];
}
