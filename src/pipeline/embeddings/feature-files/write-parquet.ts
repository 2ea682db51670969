/** Writes .parquet files: matrices as lists of floats, the rest as integers and texts. */

import { parquetWriteBuffer } from "hyparquet-writer";
import type { TableColumn } from "./feature-table.ts";

type SchemaElement = NonNullable<Parameters<typeof parquetWriteBuffer>[0]["schema"]>[number];

/** Rows of a group; of 512 floats, 8 MB. */
const GROUP_ROWS = 4096;

export function writeParquet(columns: readonly TableColumn[]): Uint8Array<ArrayBuffer> {
  const schema: SchemaElement[] = [
    { name: "root", num_children: columns.length },
    ...columns.flatMap(schemaOf),
  ];
  const columnData = columns.map((column) => ({
    name: column.key,
    data: dataOf(column),
    ...(column.kind === "matrix" ? { encoding: "PLAIN" as const } : {}),
    offsetIndex: false,
  }));
  return new Uint8Array(
    parquetWriteBuffer({ schema, columnData, statistics: false, rowGroupSize: GROUP_ROWS }),
  );
}

function schemaOf({ key, kind }: TableColumn): SchemaElement[] {
  switch (kind) {
    case "texts":
      return [
        { name: key, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
      ];
    case "integers":
      return [{ name: key, type: "INT32", repetition_type: "REQUIRED" }];
    case "matrix":
      return [
        { name: key, repetition_type: "REQUIRED", converted_type: "LIST", num_children: 1 },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        { name: "element", type: "FLOAT", repetition_type: "REQUIRED" },
      ];
  }
}

function dataOf(column: TableColumn): number[] | string[] | Int32Array | number[][] {
  if (column.kind === "texts") return [...column.values];
  if (column.kind === "integers") return column.values;
  const { rows, dimension, values } = column.matrix;
  return Array.from({ length: rows }, (_, row) => [
    ...values.subarray(row * dimension, (row + 1) * dimension),
  ]);
}
