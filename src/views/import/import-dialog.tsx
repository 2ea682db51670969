/** The sheet of opened feature files: what each array was taken for and why, how rows were joined, what is missing. Nothing is taken over before a press. */

import type {
  FeatureRole,
  FoundArray,
  ImportSheet,
} from "../../pipeline/embeddings/imported-features.ts";
import { Dialog } from "../controls/dialog.tsx";
import { ErrorNotice } from "../controls/error-notice.tsx";
import { Progress } from "../controls/progress.tsx";
import { SelectField } from "../controls/select-field.tsx";
import { SwitchField } from "../controls/switch-field.tsx";
import { count, countOf } from "../format/count.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { ROLE_WORDS, ROLES } from "./role-words.ts";
import "./import.css";

export function ImportDialog() {
  const importing = useStudio((state) => state.importing);
  const commands = useCommands();
  if (importing === null) return null;
  const { name, run, sheet, choices } = importing;
  return (
    <Dialog title={`Features in ${name}`} wide onClose={commands.closeImport}>
      {run.status === "running" ? (
        <Progress progress={run.progress} onCancel={commands.closeImport} />
      ) : null}
      {run.status === "failed" ? <ErrorNotice error={run.error} /> : null}
      {sheet === null ? null : (
        <>
          <SheetResult sheet={sheet} />
          {sheet.sets.length > 1 ? (
            <SelectField
              label="Set"
              value={sheet.chosenSet ?? ""}
              options={sheet.sets.map((set) => ({ value: set, label: set }))}
              onCommit={(set) => commands.chooseImport({ set })}
            />
          ) : null}
          <SwitchField
            label="Only classes with a class text"
            checked={choices.onlyClassesWithText}
            onCommit={(onlyClassesWithText) => commands.chooseImport({ onlyClassesWithText })}
          />
          <ArrayTable
            arrays={sheet.arrays}
            onRole={(array, role) =>
              commands.chooseImport({ roles: { ...choices.roles, [array.name]: role } })
            }
          />
          <SentenceList title="Joined" sentences={sheet.joins} />
          <SentenceList title="Missing" sentences={sheet.missing} />
          <SentenceList
            title="Not read"
            sentences={sheet.problems.map(({ path, reason }) => `${path}: ${reason}`)}
          />
        </>
      )}
    </Dialog>
  );
}

function SheetResult({ sheet: { features } }: { readonly sheet: ImportSheet }) {
  const commands = useCommands();
  if (features === null) {
    return <p>These files do not make a data set yet. What is missing stands below.</p>;
  }
  const { dataset, embeddings, classTexts } = features;
  const text = embeddings.text.values.some((value) => value !== 0);
  return (
    <>
      <p>
        {countOf(dataset.examples.length, "example")} of{" "}
        {countOf(dataset.classNames.length, "class", "classes")}, image features of{" "}
        {count(embeddings.image.dimension)} dimensions
        {text ? `, text features of ${count(embeddings.text.dimension)}` : ", no text features"}
        {classTexts === null ? ", no class texts." : ", with class texts."}
        {dataset.problems.length === 0
          ? ""
          : ` ${countOf(dataset.problems.length, "remark")} on single rows.`}
      </p>
      <div className="button-row">
        <button
          type="button"
          className="button button-primary"
          onClick={() => void commands.acceptImport()}
        >
          Use these features
        </button>
        <p className="hint">They stay on this computer and take the place of the open data set.</p>
      </div>
    </>
  );
}

interface ArrayTableProps {
  readonly arrays: readonly FoundArray[];
  readonly onRole: (array: FoundArray, role: FeatureRole) => void;
}

function ArrayTable({ arrays, onRole }: ArrayTableProps) {
  return (
    <div className="sideways" role="region" aria-label="Arrays found" tabIndex={0}>
      <table className="data-table words-table import-table">
        <caption>What was found. Change a role where it was taken for the wrong thing.</caption>
        <thead>
          <tr>
            <th scope="col">Array</th>
            <th scope="col">Taken for</th>
            <th scope="col">Part</th>
            <th scope="col">Shape</th>
            <th scope="col">Type</th>
            <th scope="col">Norms</th>
            <th scope="col">Rows not finite</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {arrays.map((array) => (
            <tr key={array.name}>
              <th scope="row">
                <bdi>{array.name}</bdi>
              </th>
              <td>
                <select
                  aria-label={`Role of ${array.name}`}
                  value={array.role}
                  onChange={(event) => {
                    const role = ROLES.find((candidate) => candidate === event.target.value);
                    if (role !== undefined) onRole(array, role);
                  }}
                >
                  {ROLES.map((role) => (
                    <option key={role} value={role}>
                      {ROLE_WORDS[role]}
                    </option>
                  ))}
                </select>
              </td>
              <td>{array.part ?? "–"}</td>
              <td>{array.shape.map(count).join(" × ")}</td>
              <td>{array.dtype}</td>
              <td>{normWords(array)}</td>
              <td>{array.nanRows === 0 ? "0" : <strong>{count(array.nanRows)}</strong>}</td>
              <td className="import-reason">{array.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** "0.98 to 1.02, mean 1.00" */
function normWords({ norms }: FoundArray): string {
  if (norms === null) return "–";
  const [smallest, mean, largest] = [norms.smallest, norms.mean, norms.largest].map((norm) =>
    norm.toPrecision(3),
  );
  return smallest === largest ? `all ${mean}` : `${smallest} to ${largest}, mean ${mean}`;
}

interface SentenceListProps {
  readonly title: string;
  readonly sentences: readonly string[];
}

function SentenceList({ title, sentences }: SentenceListProps) {
  if (sentences.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}
