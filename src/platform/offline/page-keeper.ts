/** The page's side of the service worker: whether the page works without a network, and whether a new version waits. */

import type { KeepingReport, WorkerRequest } from "../../service-worker/kept-files.ts";
import type { PageService, PageState } from "../../studio/services.ts";

/** Set while the page reloads itself for isolation, so that it does so once a tab. */
const RELOADED_KEY = "ganet-reloaded-for-isolation";

export interface PageKeeper extends PageService {
  /** Registers the service worker; call it when the page is there. Where there can be none the page works as without. */
  readonly start: (
    show: (patch: Partial<PageState>) => void,
    whenIdle: (then: () => void) => void,
  ) => Promise<void>;
}

export function createPageKeeper(): PageKeeper {
  let waiting: ServiceWorker | null = null;
  let reloads = false;
  let isTouched = false;
  const reloadForIsolation = (): void => {
    if (isTouched || !needsIsolation()) return;
    sessionStorage.setItem(RELOADED_KEY, "yes");
    location.reload();
  };
  return {
    takeUpdate: () => {
      reloads = true;
      if (waiting === null) location.reload();
      else waiting.postMessage("use-now" satisfies WorkerRequest);
    },
    start: async (show, whenIdle) => {
      watchNetwork(show);
      if (!("serviceWorker" in navigator)) return;
      const workers = navigator.serviceWorker;
      // A reload would take away what the visitor has begun, a folder that was just opened first of all.
      for (const kind of ["pointerdown", "keydown", "drop"]) {
        window.addEventListener(kind, () => (isTouched = true), { capture: true, once: true });
      }
      let hadWorker = workers.controller !== null;
      workers.addEventListener("controllerchange", () => {
        // What waited is in use now, here or by another tab's click.
        waiting = null;
        if (reloads) location.reload();
        // Another tab took the new version: this one runs the old one until it is reloaded.
        else if (hadWorker) show({ updateReady: true });
        else whenIdle(reloadForIsolation);
        hadWorker = true;
      });
      const keepMore = (worker: ServiceWorker | null): void => {
        if (!reloads) worker?.postMessage("keep-more" satisfies WorkerRequest);
      };
      workers.addEventListener("message", ({ data }: MessageEvent<KeepingReport>) => {
        show({ keeping: data });
        if (!data.whole && data.problem === null) keepMore(workers.controller);
      });
      try {
        const registration = await workers.register("./service-worker.js");
        watchUpdates(registration, (worker) => {
          waiting = worker;
          show({ updateReady: true });
        });
        const active = await activeWorker(registration);
        if (workers.controller !== null) whenIdle(reloadForIsolation);
        if (!savesData()) keepMore(active);
      } catch (error) {
        // A private window, or a host that sends no scripts: nothing is kept, and the page says so.
        const problem = error instanceof Error ? error.message : String(error);
        show({ keeping: { doneBytes: 0, totalBytes: 0, whole: false, problem } });
      }
    },
  };
}

/** @throws TypeError where the first version could not be fetched whole */
async function activeWorker(registration: ServiceWorkerRegistration): Promise<ServiceWorker> {
  const { installing, active } = registration;
  if (active !== null) return active;
  const failed = new Promise<never>((_, reject) => {
    installing?.addEventListener("statechange", () => {
      if (installing.state === "redundant") {
        reject(new TypeError("the files of the page could not all be fetched"));
      }
    });
  });
  const ready = await Promise.race([navigator.serviceWorker.ready, failed]);
  if (ready.active === null) throw new TypeError("no service worker is in use");
  return ready.active;
}

/** The visitor asked the browser to fetch little: then only what opens the page is kept. */
function savesData(): boolean {
  const connection: unknown = Reflect.get(navigator, "connection");
  return (
    typeof connection === "object" &&
    connection !== null &&
    Reflect.get(connection, "saveData") === true
  );
}

function watchNetwork(show: (patch: Partial<PageState>) => void): void {
  const tell = (): void => show({ online: navigator.onLine });
  window.addEventListener("online", tell);
  window.addEventListener("offline", tell);
  tell();
}

function watchUpdates(
  registration: ServiceWorkerRegistration,
  onWaiting: (worker: ServiceWorker) => void,
): void {
  // Without a worker before it, the first version is no update.
  const look = (): void => {
    if (registration.waiting !== null && registration.active !== null)
      onWaiting(registration.waiting);
  };
  const watchInstalling = (): void => {
    registration.installing?.addEventListener("statechange", look);
  };
  look();
  // The browser may have found it before this page listened.
  watchInstalling();
  registration.addEventListener("updatefound", watchInstalling);
}

/** The host sends no isolation headers, and this tab was not loaded through the service worker yet. */
function needsIsolation(): boolean {
  return !crossOriginIsolated && sessionStorage.getItem(RELOADED_KEY) === null;
}
