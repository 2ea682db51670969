import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createHubAddress } from "./hub-address.ts";

const USUAL = "https://huggingface.co";
const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

it("an address is kept for the next visit, and an empty one is the usual hub's", () => {
  createHubAddress().setHubAddress(" https://mirror.test// ");
  const { hubAddress, setHubAddress } = createHubAddress();
  expect(hubAddress()).toBe("https://mirror.test");
  setHubAddress("");
  expect([createHubAddress().hubAddress(), kept.size]).toEqual([USUAL, 0]);
});

it.each(["mirror.test", "ftp://mirror.test"])(
  "%s is refused, and the one before stays",
  (typed) => {
    const { hubAddress, setHubAddress } = createHubAddress();
    setHubAddress("https://mirror.test");
    expect(() => setHubAddress(typed)).toThrow("is no address of a hub");
    expect(hubAddress()).toBe("https://mirror.test");
  },
);

it("a browser that refuses all data of sites has the usual hub, and another one for this visit", () => {
  const refuse = (): never => {
    throw new DOMException("refused", "SecurityError");
  };
  vi.stubGlobal("localStorage", new Proxy({}, { get: refuse }));
  const { hubAddress, setHubAddress } = createHubAddress();
  expect(hubAddress()).toBe(USUAL);
  setHubAddress("https://mirror.test");
  expect(hubAddress()).toBe("https://mirror.test");
  setHubAddress("");
  expect(hubAddress()).toBe(USUAL);
  expect(createHubAddress().hubAddress()).toBe(USUAL);
});
