/** What others have published for the same data set, classes, split and shots. Nothing where any of these differs. */

import type { Dataset, SweepSettings } from "../../pipeline/artifacts.ts";
import { publishedAccuracies } from "../../pipeline/methods/published-accuracy.ts";
import { percent } from "../format/percent.ts";

interface PublishedSectionProps {
  readonly dataset: Dataset;
  readonly settings: SweepSettings;
}

export function PublishedSection({ dataset, settings }: PublishedSectionProps) {
  const { shots } = settings.training;
  const published = publishedAccuracies({
    dataSet: dataset.name,
    classCount: dataset.classNames.length,
    // Published draws come with CoOp's split.
    isCoopSplit: dataset.layout === "coop-split" || dataset.publishedShots !== undefined,
    shots: shots === "all" ? 0 : shots,
  });
  if (published.length === 0) return null;
  return (
    <section>
      <h3>Published, with another encoder</h3>
      <div className="sideways" role="region" aria-label="Published accuracy" tabIndex={0}>
        <table className="data-table">
          <caption>
            Test accuracy in papers and logs, CoOp split, {String(shots)} shots: not run here
          </caption>
          <thead>
            <tr>
              <th scope="col">Method</th>
              <th scope="col">Test</th>
              <th scope="col" className="words">
                Source and remarks
              </th>
            </tr>
          </thead>
          <tbody>
            {published.map(({ method, name, accuracy, source, remarks }) => (
              <tr key={method}>
                <th scope="row">{name}</th>
                <td>{percent(accuracy, 2)}</td>
                <td className="words">{[source, ...remarks].join("; ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
