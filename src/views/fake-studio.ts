/** A store with a small data set and commands that only note their calls, for tests of views. */

import type { Dataset } from "../pipeline/artifacts.ts";
import type { StudioCommands } from "../studio/commands.ts";
import type { ModelCommands } from "../studio/commands/model-commands.ts";
import type { TextCommands } from "../studio/commands/text-jobs.ts";
import { createStudio, type Studio } from "../studio/store.ts";
import type { StudioContextValue } from "./studio-context.tsx";

export interface FakeStudio {
  readonly studio: Studio;
  readonly context: StudioContextValue;
  /** Every command and intake call in order, as [name, ...arguments]. */
  readonly calls: readonly (readonly unknown[])[];
}

export function fakeStudio({ canPickDirectory = true } = {}): FakeStudio {
  const studio = createStudio();
  const calls: unknown[][] = [];
  const { noteLater } = notesOf(calls);
  const commands = {
    ...notedCommands(calls),
    // The views of studies show what is chosen in them.
    chooseForStudy: studio.getState().chooseForStudy,
  };
  const intake = {
    canPickDirectory,
    pickDirectory: noteLater("pickDirectory"),
    takeFiles: noteLater("takeFiles"),
    takeDrop: noteLater("takeDrop"),
    filesOfDrop: ({ files }: DataTransfer) =>
      Promise.resolve(Array.from(files, (blob) => ({ path: blob.name, blob }))),
    continueRemembered: noteLater("continueRemembered"),
  };
  const context = {
    studio,
    commands,
    intake,
    newPhoto: ({ name }: File) => ({
      name,
      read: () => Promise.resolve({ path: name, contentHash: name }),
    }),
    thumbnail: () => Promise.resolve(null),
  };
  return { studio, context, calls };
}

/** Functions that only note that they were called. */
function notesOf(calls: unknown[][]) {
  const note =
    (name: string) =>
    (...args: unknown[]): void => {
      calls.push([name, ...args]);
    };
  const noteLater =
    (name: string) =>
    (...args: unknown[]): Promise<void> => {
      calls.push([name, ...args]);
      return Promise.resolve();
    };
  return { note, noteLater };
}

function notedCommands(calls: unknown[][]): Omit<StudioCommands, "chooseForStudy"> {
  const { note, noteLater } = notesOf(calls);
  return {
    loadSample: noteLater("loadSample"),
    openFeatures: noteLater("openFeatures"),
    readFeatures: noteLater("readFeatures"),
    chooseImport: note("chooseImport"),
    acceptImport: noteLater("acceptImport"),
    closeImport: () => note("closeImport")(),
    exportFeatures: (format) => {
      note("exportFeatures")(format);
      return Promise.resolve(null);
    },
    trainKeptAdapter: noteLater("trainKeptAdapter"),
    cancelAdapter: () => note("cancelAdapter")(),
    predictExample: noteLater("predictExample"),
    forgetPrediction: () => note("forgetPrediction")(),
    exportAdapter: () => {
      note("exportAdapter")();
      return Promise.resolve(null);
    },
    openFolder: noteLater("openFolder"),
    continueStored: noteLater("continueStored"),
    chooseLayout: noteLater("chooseLayout"),
    runAll: noteLater("runAll"),
    cancel: () => note("cancel")(),
    recomputeSample: () => note("recomputeSample")(),
    setSplitSeed: note("setSplitSeed"),
    setFeatures: note("setFeatures"),
    setScope: note("setScope"),
    setPairBudget: note("setPairBudget"),
    setAdapter: note("setAdapter"),
    setTraining: note("setTraining"),
    setThresholdCount: note("setThresholdCount"),
    setThreshold: note("setThreshold"),
    trainAtThreshold: noteLater("trainAtThreshold"),
    selectExample: note("selectExample"),
    showRecorded: () => note("showRecorded")(),
    computeDiagnostics: noteLater("computeDiagnostics"),
    cancelDiagnostics: () => note("cancelDiagnostics")(),
    setDropNearDuplicates: note("setDropNearDuplicates"),
    listRuns: noteLater("listRuns"),
    showRuns: noteLater("showRuns"),
    patchRun: noteLater("patchRun"),
    deleteRun: noteLater("deleteRun"),
    restoreRun: noteLater("restoreRun"),
    importRuns: noteLater("importRuns"),
    exportRuns: (ids) => noteLater("exportRuns")(ids).then(() => "{}"),
    reportRunsError: note("reportRunsError"),
    replayRun: noteLater("replayRun"),
    ...textCommands(calls),
    revealTest: () => note("revealTest")(),
    runStudy: noteLater("runStudy"),
    cancelStudy: note("cancelStudy"),
    revealStudy: note("revealStudy"),
    takeUpdate: note("takeUpdate"),
    ...modelCommands(calls),
    ...labelCommands(calls),
  };
}

function labelCommands(
  calls: unknown[][],
): Pick<StudioCommands, "labelExamples" | "undoLabels" | "undoAllLabels"> {
  const { note } = notesOf(calls);
  return {
    labelExamples: note("labelExamples"),
    undoLabels: note("undoLabels"),
    undoAllLabels: note("undoAllLabels"),
  };
}

function modelCommands(calls: unknown[][]): ModelCommands {
  const { note, noteLater } = notesOf(calls);
  return {
    lookUpModel: noteLater("lookUpModel"),
    askHub: noteLater("askHub"),
    closeOffer: note("closeOffer"),
    openModelFolder: noteLater("openModelFolder"),
    showFolderModel: note("showFolderModel"),
    reportModelsError: note("reportModelsError"),
    downloadModel: noteLater("downloadModel"),
    cancelDownload: note("cancelDownload"),
    refreshModels: noteLater("refreshModels"),
    removeModel: noteLater("removeModel"),
    clearStored: noteLater("clearStored"),
    keepStorage: noteLater("keepStorage"),
    setHubAddress: note("setHubAddress"),
    chooseCaptioner: note("chooseCaptioner"),
    chooseEncoder: note("chooseEncoder"),
    setCaptioner: note("setCaptioner"),
    setInferenceDevice: note("setInferenceDevice"),
    setClassPrompts: note("setClassPrompts"),
  };
}

function textCommands(calls: unknown[][]): TextCommands {
  const { note, noteLater } = notesOf(calls);
  return {
    editCaption: note("editCaption"),
    lockCaptions: note("lockCaptions"),
    revertCaptions: note("revertCaptions"),
    replaceInCaptions: note("replaceInCaptions"),
    undoTexts: note("undoTexts"),
    redoTexts: note("redoTexts"),
    setLongestText: note("setLongestText"),
    importCaptions: noteLater("importCaptions"),
    reportTextsError: note("reportTextsError"),
    exportCaptions: (format) => {
      note("exportCaptions")(format);
      return Promise.resolve(null);
    },
    recaptionImages: noteLater("recaptionImages"),
    compareCaptioners: noteLater("compareCaptioners"),
    takeCompared: note("takeCompared"),
    closeComparison: note("closeComparison"),
    measureTextAgreement: noteLater("measureTextAgreement"),
    embedTexts: noteLater("embedTexts"),
    cancelTexts: note("cancelTexts"),
  };
}

/** `perClass` images in each class; files are named by class and number. */
export function fakeDataset(classNames: readonly string[], perClass: number): Dataset {
  return {
    name: "photos",
    layout: "class-folders",
    classNames,
    examples: classNames.flatMap((className, label) =>
      Array.from({ length: perClass }, (_, i) => ({
        path: `${className}/${i}.png`,
        contentHash: `${label}-${i}`,
        width: 8,
        height: 8,
        label,
        officialPart: null,
        sidecarCaption: null,
      })),
    ),
    problems: [],
  };
}

export function loadFolder(studio: Studio, dataset: Dataset): void {
  studio.getState().patchDataset({
    run: { status: "ready", artifact: dataset, madeFrom: dataset.name },
    origin: { kind: "folder", name: dataset.name, hasHandle: true, filesKey: "", filesOpen: true },
    reading: { layout: dataset.layout, possibleLayouts: [dataset.layout] },
  });
}

export function knowModels(studio: Studio): void {
  const licence = "Apache-2.0";
  studio.getState().patchCaptions({ captioner: { id: "tagger", name: "Tagger", licence } });
  studio.getState().patchEmbeddings({
    encoders: {
      image: { id: "image", name: "Image encoder", licence, dimension: 12 },
      text: { id: "text", name: "Text encoder", licence, dimension: 4 },
    },
  });
}
