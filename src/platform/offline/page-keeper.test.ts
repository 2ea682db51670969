import { afterEach, expect, test, vi } from "vitest";
import type { PageState } from "../../studio/services.ts";
import { createPageKeeper } from "./page-keeper.ts";

/** A browser with a service worker in use, as the page sees it. */
function fakeBrowser({ isolated = true, controller = true, installing = false } = {}) {
  const reload = vi.fn();
  const worker = Object.assign(new EventTarget(), { postMessage: vi.fn() });
  const registration = Object.assign(new EventTarget(), {
    active: worker,
    waiting: null as typeof worker | null,
    installing: installing ? worker : null,
  });
  const workers = Object.assign(new EventTarget(), {
    controller: controller ? worker : null,
    ready: Promise.resolve(registration),
    register: () => Promise.resolve(registration),
  });
  const stored = new Map<string, string>();
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("navigator", { onLine: true, serviceWorker: workers });
  vi.stubGlobal("location", { reload });
  vi.stubGlobal("crossOriginIsolated", isolated);
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
  return { reload, worker, registration, workers };
}

async function started(whenIdle = (then: () => void): void => then()) {
  const shown: Partial<PageState>[] = [];
  const keeper = createPageKeeper();
  await keeper.start((patch) => shown.push(patch), whenIdle);
  return { keeper, shown };
}

afterEach(() => vi.unstubAllGlobals());

test("a version that waits is used only when it is asked for, and the page reloads when it is in use", async () => {
  const { reload, worker, registration, workers } = fakeBrowser();
  registration.waiting = worker;
  const { keeper, shown } = await started();
  expect(shown).toContainEqual({ updateReady: true });
  expect(worker.postMessage).not.toHaveBeenCalledWith("use-now");
  keeper.takeUpdate();
  expect(worker.postMessage).toHaveBeenCalledWith("use-now");
  expect(reload).not.toHaveBeenCalled();
  workers.dispatchEvent(new Event("controllerchange"));
  expect(reload).toHaveBeenCalledOnce();
});

test("where another tab took the version, the button reloads this one", async () => {
  const { reload, worker, registration, workers } = fakeBrowser();
  registration.waiting = worker;
  const { keeper } = await started();
  workers.dispatchEvent(new Event("controllerchange"));
  expect(reload).not.toHaveBeenCalled();
  keeper.takeUpdate();
  expect(reload).toHaveBeenCalledOnce();
});

test("a tab of the first visit hears of a version that another tab took", async () => {
  const { workers } = fakeBrowser({ controller: false });
  const { shown } = await started();
  workers.dispatchEvent(new Event("controllerchange"));
  expect(shown).not.toContainEqual({ updateReady: true });
  workers.dispatchEvent(new Event("controllerchange"));
  expect(shown).toContainEqual({ updateReady: true });
});

test("a version that was being fetched before the page listened is announced", async () => {
  const { worker, registration } = fakeBrowser({ installing: true });
  const { shown } = await started();
  registration.waiting = worker;
  worker.dispatchEvent(new Event("statechange"));
  expect(shown).toContainEqual({ updateReady: true });
});

test("without isolation the page reloads once, and no second time", async () => {
  const { reload } = fakeBrowser({ isolated: false });
  await started();
  await started();
  expect(reload).toHaveBeenCalledOnce();
});

test("the reload waits until nothing runs, and is left out once the visitor has begun", async () => {
  const { reload } = fakeBrowser({ isolated: false });
  const waiting: (() => void)[] = [];
  await started((then) => waiting.push(then));
  expect(reload).not.toHaveBeenCalled();
  waiting[0]?.();
  expect(reload).toHaveBeenCalledOnce();

  const touched = fakeBrowser({ isolated: false });
  await started((then) => {
    window.dispatchEvent(new Event("pointerdown"));
    then();
  });
  expect(touched.reload).not.toHaveBeenCalled();
});
