/** The table as text: to the clipboard, or as a file. */

import { useState } from "react";
import type { MethodTable } from "../../pipeline/methods/method-table.ts";
import {
  csvTable,
  jsonTable,
  latexTable,
  markdownTable,
  type TableCaption,
} from "../../pipeline/methods/table-formats.ts";
import { downloadText } from "../controls/download-file.ts";

const FORMATS = [
  { name: "CSV", write: csvTable, file: "methods.csv", mediaType: "text/csv" },
  { name: "JSON", write: jsonTable, file: "methods.json", mediaType: "application/json" },
  { name: "LaTeX", write: latexTable, file: "methods.tex", mediaType: "application/x-tex" },
  { name: "Markdown", write: markdownTable, file: "methods.md", mediaType: "text/markdown" },
] as const;

interface TableCopiesProps {
  readonly table: MethodTable;
  readonly caption: TableCaption;
}

export function TableCopies({ table, caption }: TableCopiesProps) {
  const [said, setSaid] = useState("");
  const copy = async (name: string, text: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(`${name} copied.`);
    } catch {
      setSaid("The browser does not let this page write to the clipboard. Save the file instead.");
    }
  };
  return (
    <section>
      <h3>Copies</h3>
      <div className="button-row">
        {FORMATS.map(({ name, write, file, mediaType }) => (
          <span key={name} className="copy-pair">
            <button
              type="button"
              className="button"
              onClick={() => void copy(name, write(table, caption))}
            >
              Copy {name}
            </button>
            <button
              type="button"
              className="link-button"
              aria-label={`Save ${file}`}
              onClick={() => downloadText(file, write(table, caption), mediaType)}
            >
              Save
            </button>
          </span>
        ))}
      </div>
      <p className="hint" role="status">
        {said}
      </p>
    </section>
  );
}
