/** Node has no database, so runs live in the stand-in; the tests of the page use the database. */

import { describe, expect, it } from "vitest";
import { StudioError } from "../../errors.ts";
import { ledgerSummary } from "../../studio/ledger-record.ts";
import { oneRunOfEachKind, sweepRun } from "./fake-ledger-records.ts";
import { createMemoryTable, openLedgerTable } from "./ledger-table.ts";
import { createRunLedger } from "./run-ledger.ts";

const at = (minute: number) => `2026-01-01T00:0${minute}:00.000Z`;

describe("the run ledger", () => {
  it("lists summaries newest first, and finds the newest run of a key", async () => {
    const ledger = createRunLedger();
    await ledger.save({ ...sweepRun, id: "b", finishedAt: at(2) });
    await ledger.save({ ...sweepRun, id: "c", finishedAt: at(3) });
    await ledger.save({ ...sweepRun, id: "a", finishedAt: at(1) });
    const { summaries, skipped } = await ledger.list();
    expect(summaries.map(({ id }) => id)).toEqual(["c", "b", "a"]);
    expect(skipped).toBe(0);
    expect(summaries[0]).not.toHaveProperty("body");
    expect((await ledger.findByKey("sweep", "sweep key"))?.id).toBe("c");
    expect(await ledger.findByKey("methods", "sweep key")).toBeNull();
    expect(await ledger.findByKey("sweep", "other")).toBeNull();
  });

  it("keeps a note that is written while the run is saved again", async () => {
    const ledger = createRunLedger();
    await ledger.save(sweepRun);
    await Promise.all([
      ledger.patch("sweep", { note: "odd" }),
      ledger.patch("sweep", { starred: true }),
    ]);
    expect(await ledger.load("sweep")).toEqual({ ...sweepRun, note: "odd", starred: true });
    await ledger.remove("sweep");
    await ledger.patch("sweep", { note: "gone" });
    expect(await ledger.load("sweep")).toBeNull();
  });

  it("skips and counts what it cannot read", async () => {
    const table = createMemoryTable();
    const foreign = {
      ...table,
      summaries: () => Promise.resolve([{ id: "x" }, ledgerSummary(sweepRun), null]),
      get: () => Promise.resolve({ ...sweepRun, body: {} }),
    };
    const ledger = createRunLedger(() => Promise.resolve(foreign));
    expect(await ledger.list()).toMatchObject({
      summaries: [{ id: "sweep" }],
      skipped: 2,
      // Node has no database either.
      persistent: false,
    });
    expect(await ledger.load("sweep")).toBeNull();
    expect(await ledger.findByKey("sweep", "sweep key")).toBeNull();
  });

  it("imports what another ledger exports, and overwrites nothing", async () => {
    const from = createRunLedger();
    for (const record of oneRunOfEachKind) await from.save(record);
    const text = await from.exportJson(["methods", "sweep", "gone"]);
    const into = createRunLedger();
    await into.save({ ...sweepRun, note: "mine" });
    expect(await into.importJson(text, "runs.json")).toEqual({ added: 1, known: 1, skipped: 0 });
    expect((await into.load("sweep"))?.note).toBe("mine");
    expect(await into.load("methods")).toEqual(oneRunOfEachKind[1]);
    await expect(into.importJson("{}", "runs.json")).rejects.toMatchObject({
      code: "storage/bad-ledger-file",
      message: "runs.json is not a list of runs.",
    });
  });

  it("goes on after a write that failed, and says why", async () => {
    const table = createMemoryTable();
    let failures = 1;
    const full = new StudioError("storage/quota-exceeded", "full");
    const ledger = createRunLedger(() =>
      Promise.resolve({
        ...table,
        put: (record) => (failures-- > 0 ? Promise.reject(full) : table.put(record)),
      }),
    );
    await expect(ledger.save(sweepRun)).rejects.toBe(full);
    await ledger.save(sweepRun);
    expect(await ledger.load("sweep")).toEqual(sweepRun);
  });

  it("is a stand-in in memory where there is no database", async () => {
    const table = await openLedgerTable();
    await table.put(sweepRun);
    expect(await table.get("sweep")).toEqual(sweepRun);
  });
});
