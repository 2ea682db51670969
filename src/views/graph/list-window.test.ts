import { describe, expect, it } from "vitest";
import { listWindow, rowAfterKey, scrollToRow } from "./list-window.ts";

describe("list window", () => {
  it("renders the rows in view and six on each side", () => {
    expect(listWindow(1000, 30, 3000, 300)).toEqual({ start: 94, end: 116 });
  });

  it("stays inside the list", () => {
    expect(listWindow(10, 30, 0, 300)).toEqual({ start: 0, end: 10 });
    expect(listWindow(0, 30, 0, 300)).toEqual({ start: 0, end: 0 });
    expect(listWindow(10, 30, 9000, 300)).toEqual({ start: 10, end: 10 });
  });

  it("scrolls no further than a row needs", () => {
    expect(scrollToRow(5, 30, 0, 300)).toBe(0);
    expect(scrollToRow(10, 30, 0, 300)).toBe(30);
    expect(scrollToRow(2, 30, 90, 300)).toBe(60);
  });

  it("moves by rows, pages and ends", () => {
    expect(rowAfterKey("ArrowDown", 9, 10, 4)).toBe(9);
    expect(rowAfterKey("ArrowUp", 0, 10, 4)).toBe(0);
    expect(rowAfterKey("PageDown", 1, 10, 4)).toBe(5);
    expect(rowAfterKey("End", 1, 10, 4)).toBe(9);
    expect(rowAfterKey("a", 1, 10, 4)).toBeNull();
  });
});
