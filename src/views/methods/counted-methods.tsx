/** Methods that cannot run on frozen features, by their parameter counts. */

import { PARAMETER_COUNT_ONLY } from "../../pipeline/methods/parameter-count-only.ts";
import { count } from "../format/count.ts";

export function CountedMethods() {
  return (
    <section>
      <h3>Not on frozen features</h3>
      <div className="sideways" role="region" aria-label="Parameter counts" tabIndex={0}>
        <table className="data-table">
          <caption>Trainable parameters only, with CLIP ViT-B/16</caption>
          <thead>
            <tr>
              <th scope="col">Method</th>
              <th scope="col">Parameters</th>
              <th scope="col" className="words">
                Why it does not run here
              </th>
            </tr>
          </thead>
          <tbody>
            {PARAMETER_COUNT_ONLY.map(({ name, source, parameters, configuration, reason }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{count(parameters)}</td>
                <td className="words counted-reason">
                  {configuration}. {reason} ({source})
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
