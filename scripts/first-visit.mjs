// @ts-check
/** A first visit in a new browser: how long until a useful screen, and what was loaded for it. */
import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { findBrowser } from "./find-browser.mjs";

/**
 * @typedef {{ milliseconds: number, scriptBytes: number, bytes: number, requests: number }} FirstVisit bytes as a server would send them, text as gzip
 */

/** What a server compresses. */
const TEXT = new Set(["document", "script", "stylesheet"]);

/** @param {string} address @param {number} visits @returns {Promise<FirstVisit[]>} */
export async function measureFirstVisits(address, visits) {
  /** @type {FirstVisit[]} */
  const measured = [];
  for (let visit = 0; visit < visits; visit += 1) measured.push(await firstVisit(address));
  return measured;
}

/** Useful: the sample's graph drawn, the slider live with its edge count, the recorded curve drawn. @param {string} address */
async function firstVisit(address) {
  // A new browser each time: nothing is cached, compiled or stored.
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    /** @type {Promise<{ script: boolean, size: number }>[]} */
    const files = [];
    page.on("response", (response) => {
      const type = response.request().resourceType();
      const size = response.body().then(
        (body) => (TEXT.has(type) ? gzipSync(body, { level: 9 }).length : body.length),
        () => 0,
      );
      files.push(size.then((bytes) => ({ script: type === "script", size: bytes })));
    });
    await page.goto(address, { waitUntil: "commit" });
    const waited = await page.waitForFunction(() => {
      const slider = document.querySelector("input[type=range][aria-valuetext*='edge']");
      const graph = document.querySelector("canvas");
      const curve = document.querySelector("svg path");
      return slider !== null && graph !== null && curve !== null ? performance.now() : false;
    });
    const milliseconds = Number(await waited.jsonValue());
    const loaded = await Promise.all(files);
    const sum = (/** @type {typeof loaded} */ some) =>
      some.reduce((bytes, { size }) => bytes + size, 0);
    return {
      milliseconds,
      scriptBytes: sum(loaded.filter(({ script }) => script)),
      bytes: sum(loaded),
      requests: loaded.length,
    };
  } finally {
    await browser.close();
  }
}
