import { afterEach, describe, expect, it, vi } from "vitest";
import { sharedFloats } from "./shared-floats.ts";

describe("shared floats", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("are in shared memory on an isolated page only", () => {
    expect(sharedFloats(3).buffer).toBeInstanceOf(ArrayBuffer);
    vi.stubGlobal("crossOriginIsolated", false);
    expect(sharedFloats(3).buffer).toBeInstanceOf(ArrayBuffer);
    vi.stubGlobal("crossOriginIsolated", true);
    const shared = sharedFloats(3);
    expect(shared.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(shared).toEqual(Float32Array.of(0, 0, 0));
  });
});
