import { describe, expect, it } from "vitest";
import { parseDelimitedTable } from "./delimited-table.ts";

describe("a delimited table", () => {
  it("reads commas, quotes, doubled quotes and line breaks inside quotes", () => {
    expect(parseDelimitedTable('file,caption\na.jpg,"a ""big"", red\nmug"\n')).toEqual([
      ["file", "caption"],
      ["a.jpg", 'a "big", red\nmug'],
    ]);
  });

  it("reads tabs and semicolons", () => {
    expect(parseDelimitedTable("file\tlabel\na,b.jpg\tcat")).toEqual([
      ["file", "label"],
      ["a,b.jpg", "cat"],
    ]);
    expect(parseDelimitedTable("file;label;caption\na.jpg;cat;one, two")[1]).toEqual([
      "a.jpg",
      "cat",
      "one, two",
    ]);
  });

  it("drops the byte order mark and empty lines, and takes every kind of line end", () => {
    expect(parseDelimitedTable("\uFEFFfile,label\r\n\r\na,b\rc,d\n\n")).toEqual([
      ["file", "label"],
      ["a", "b"],
      ["c", "d"],
    ]);
  });

  it("keeps empty cells, ends an unclosed quote with the text, and tells of it", () => {
    const unclosed: number[] = [];
    parseDelimitedTable('a,b\n\nc,"d\ne,f', (row) => unclosed.push(row));
    parseDelimitedTable('a,b\nc,"d\ne"', (row) => unclosed.push(row));
    expect(unclosed).toEqual([1]);
    expect(parseDelimitedTable('a,,c\n,"open')).toEqual([
      ["a", "", "c"],
      ["", "open"],
    ]);
  });

  it("has no rows for an empty text", () => {
    expect(parseDelimitedTable("")).toEqual([]);
  });
});
