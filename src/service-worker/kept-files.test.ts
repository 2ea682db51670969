import { expect, test } from "vitest";
import { isolated, keptAddress, pathBelow } from "./kept-files.ts";

const SCOPE = "https://host.example/studio/";

test.each([
  ["https://host.example/studio/", "index.html"],
  ["https://host.example/studio/?backend=cpu", "index.html"],
  ["https://host.example/studio/assets/a.js", "assets/a.js"],
  ["https://host.example/studio/samples/a%20b.png", "samples/a b.png"],
  ["https://host.example/other/a.js", null],
  ["https://huggingface.co/studio/a.js", null],
])("%s is %s", (url, path) => {
  expect(pathBelow(SCOPE, { method: "GET", url })).toBe(path);
  expect(pathBelow(SCOPE, { method: "POST", url })).toBeNull();
});

test("two contents of one file are kept apart", () => {
  const file = { path: "index.html", bytes: 1, first: true };
  const [a, b] = ["aa", "bb"].map((sha256) => keptAddress(SCOPE, { ...file, sha256 }));
  expect(a).toBe("https://host.example/studio/index.html?sha256=aa");
  expect(a).not.toBe(b);
});

test("an answer keeps its headers and gets those of isolation", () => {
  const headers = isolated(new Headers({ "Content-Type": "text/html" }));
  expect(headers.get("content-type")).toBe("text/html");
  expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
  expect(headers.get("cross-origin-embedder-policy")).toBe("require-corp");
});
