/** The mean Fisher value of each parameter block after each task, as a strip of shades with numbers. */

import type { SequenceResult } from "../../pipeline/continual/sequence-results.ts";
import { blockName } from "./continual-words.ts";
import { fisherStripLayout } from "./fisher-strip-layout.ts";
import { heatStyle } from "./heat-style.ts";

export function FisherStrip({ result }: { readonly result: SequenceResult }) {
  const rows = fisherStripLayout(result.fisherMeans);
  const { method } = result.settings;
  if (rows.length === 0) {
    return <p>This sequence protects nothing, so it has no Fisher diagonal.</p>;
  }
  return (
    <div className="sideways" role="region" aria-label="Fisher information" tabIndex={0}>
      <table className="data-table heat-table">
        <caption>
          {method.kind === "si"
            ? "Mean importance of Synaptic Intelligence"
            : "Mean of the Fisher diagonal"}{" "}
          by parameter block, summed over the tasks so far; logarithmic shades, mean of seeds{" "}
          {result.runSeeds.join(", ")}. Sum over all parameters after the last task:{" "}
          {result.fisherTrace.mean.toPrecision(3)}
          {result.fisherTrace.sd === null ? "" : ` ± ${result.fisherTrace.sd.toPrecision(2)}`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Block</th>
            {result.fisherMeans.map((_, task) => (
              <th key={task} scope="col">
                After task {task + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ block, cells }) => (
            <tr key={block}>
              <th scope="row">{blockName(block)}</th>
              {cells.map(({ value, shade }, task) => (
                <td key={task} style={heatStyle(shade)}>
                  {value.toExponential(1)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
