import { describe, expect, it, vi } from "vitest";
import { createCancelToken } from "./cancel-token.ts";

describe("a cancel token", () => {
  it("runs a listener once, at once when it comes late, and never after it was forgotten", () => {
    const { token, cancel } = createCancelToken();
    const early = vi.fn();
    const forgotten = vi.fn();
    const late = vi.fn();
    token.onCancel(early);
    token.onCancel(forgotten)();
    cancel();
    cancel();
    token.onCancel(late);
    expect([early, forgotten, late].map((listener) => listener.mock.calls.length)).toEqual([
      1, 0, 1,
    ]);
  });
});
