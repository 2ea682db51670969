import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { exportAdapter } from "../../pipeline/evaluation/adapter-export.ts";
import { syntheticAdapterSource } from "../../pipeline/evaluation/synthetic-adapter-source.ts";
import { tensorRunEngine } from "../../pipeline/evaluation/tensor-engine.ts";
import { trainAdapter, type TrainedAdapter } from "../../pipeline/evaluation/trained-adapter.ts";
import { openCpuBackend } from "../../pipeline/tensor.ts";
import { createImportJobs } from "./import-jobs.ts";

beforeAll(openCpuBackend);
afterEach(() => {
  vi.unstubAllGlobals();
});

async function trainedAdapter(): Promise<TrainedAdapter> {
  const tools = { kernels: referenceKernels, openEngine: tensorRunEngine, clock: () => 0 };
  const run = trainAdapter(syntheticAdapterSource({ epochs: 1 }), 1, 0.35, tools);
  let step = await run.next();
  while (step.done !== true) step = await run.next();
  return step.value;
}

test("an adapter goes out as one .zip with its tensors, its configuration and the script that predicts", async () => {
  const adapter = await trainedAdapter();
  const script = readFileSync("public/predict.py");
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: URL) => {
    asked.push(url.href);
    return Promise.resolve(new Response(script));
  });
  const url = "https://studio.test/page/predict.py";
  const file = await createImportJobs().writeAdapter(adapter, "Oxford Pets/37", url);
  expect(asked).toEqual([url]);
  expect(file.path).toBe("ganet-oxford-pets-37-adapter.zip");
  const files = exportAdapter(adapter).map(({ name, bytes }) => [name, [...bytes]]);
  const unzipped = Object.entries(unzipSync(file.bytes)).map(([name, bytes]) => [name, [...bytes]]);
  expect(unzipped).toEqual([...files, ["predict.py", [...script]]]);
});

test("an adapter whose script cannot be fetched is refused by the script's name", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  const adapter = await trainedAdapter();
  const url = "https://studio.test/page/predict.py";
  await expect(createImportJobs().writeAdapter(adapter, "Pets", url)).rejects.toMatchObject({
    code: "platform/file-unavailable",
    details: { path: "predict.py" },
  });
});

test("captions come back from .parquet exactly, and a table without them is refused by name", async () => {
  const jobs = createImportJobs();
  const captions = ["line\r\none", '"quoted", =1+1', "", "猫 👩‍👩‍👧", "\uFEFFmark"];
  const rows = captions.map((caption, i) => ({
    file: `${i}.png`,
    caption,
    className: null,
    tags: [],
    source: "edited" as const,
    locked: true,
    width: 1,
    height: 1,
  }));
  const file = await jobs.writeCaptions("my set", rows, "parquet");
  expect(await jobs.readCaptions(file)).toEqual({
    rows: rows.map(({ file: name, caption }) => ({ file: name, caption })),
    problems: [],
  });
  const torn = { ...file, bytes: file.bytes.slice(0, 40) };
  await expect(jobs.readCaptions(torn)).rejects.toMatchObject({
    code: "captions/bad-file",
    details: { path: "my_set-captions.parquet" },
  });
  const empty = await jobs.writeCaptions("my set", [], "parquet");
  await expect(jobs.readCaptions(empty)).rejects.toThrow("it holds no rows.");
  const numbers = { path: "x.csv", bytes: new TextEncoder().encode("a,b\n1,2\n") };
  await expect(jobs.readCaptions(numbers)).rejects.toMatchObject({ code: "captions/bad-file" });
});
