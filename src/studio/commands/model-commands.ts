/** Models of a hub: looked up, downloaded, stored, removed, and chosen to run. */

import { toWireError } from "../../errors.ts";
import { Cancelled, type CancelToken } from "../../pipeline/artifacts.ts";
import { createCancelToken } from "../../pipeline/cancel-token.ts";
import { hubModelKey, type HubModelRef, type ModelPlan } from "../../pipeline/models/hub-model.ts";
import { KNOWN_MODELS } from "../../pipeline/models/known-models.ts";
import type { CaptionerSource, StudioCommands } from "../commands.ts";
import { selectDataset } from "../selectors/pools.ts";
import type {
  BuiltInCaptioner,
  ChosenModel,
  FoundationChoice,
  ModelOffer,
  ModelService,
  StoredModel,
} from "../model-ports.ts";
import type { DownloadState } from "../slices/models.ts";
import type { CommandContext } from "./context.ts";

type OfferCommands = Pick<
  StudioCommands,
  | "lookUpModel"
  | "askHub"
  | "closeOffer"
  | "openModelFolder"
  | "showFolderModel"
  | "reportModelsError"
  | "downloadModel"
  | "cancelDownload"
>;

type StorageCommands = Pick<
  StudioCommands,
  "refreshModels" | "removeModel" | "clearStored" | "keepStorage" | "setHubAddress"
>;

type ChoiceCommands = Pick<
  StudioCommands,
  "chooseCaptioner" | "chooseEncoder" | "setCaptioner" | "setInferenceDevice" | "setClassPrompts"
>;

export type ModelCommands = OfferCommands & StorageCommands & ChoiceCommands;

type StudioAndServices = Pick<CommandContext, "studio" | "services">;

export function modelCommands(context: CommandContext, settingChanged: () => void): ModelCommands {
  const choose = chooser(context, settingChanged);
  return {
    ...offerCommands(context),
    ...storageCommands(context, choose),
    ...choiceCommands(context, settingChanged, choose),
  };
}

type Choose = (patch: Partial<FoundationChoice>) => void;

function chooser(context: CommandContext, settingChanged: () => void): Choose {
  return (patch) => {
    const { captions, embeddings, texts, models } = context.studio.getState();
    // What runs now would lose its model; what it has finished is stored.
    if ([captions, embeddings, texts].some(({ run }) => run.status === "running")) {
      context.mainJob.cancel();
    }
    applyChoice(context, { ...models.choice, ...patch });
    settingChanged();
  };
}

function offerCommands({ studio, services }: CommandContext): OfferCommands {
  const { patchModels } = studio.getState();
  let asking = createCancelToken();
  let downloading = createCancelToken();
  const ask = async (id: string, describe: ModelService["describe"]): Promise<void> => {
    asking.cancel();
    asking = createCancelToken();
    const { token } = asking;
    patchModels({ offer: { status: "asking", id } });
    try {
      const offer = await describe(id, token);
      if (!token.cancelled) patchModels({ offer: { status: "known", id, offer } });
    } catch (error) {
      if (error instanceof Cancelled || token.cancelled) return;
      patchModels({ offer: { status: "failed", id, error: toWireError(error) } });
    }
  };
  const showFolderModel = (offer: ModelOffer): void => {
    asking.cancel();
    patchModels({ offer: { status: "known", id: offer.listing.id, offer } });
  };
  const reportModelsError = (error: unknown): void => patchModels({ error: toWireError(error) });
  return {
    reportModelsError,
    lookUpModel: (id) => ask(id, services.models.describe),
    askHub: (id) => ask(id, services.models.askHub),
    showFolderModel,
    openModelFolder: async (files) => {
      asking.cancel();
      asking = createCancelToken();
      const { token } = asking;
      try {
        const folderOffers = await services.models.readFolder(files, token);
        if (token.cancelled) return;
        patchModels({ error: null, folderOffers });
        if (folderOffers[0] !== undefined) showFolderModel(folderOffers[0]);
      } catch (error) {
        if (token.cancelled) return;
        patchModels({ error: toWireError(error), folderOffers: [] });
      }
    },
    closeOffer: () => {
      asking.cancel();
      patchModels({ offer: null });
    },
    downloadModel: async (plan) => {
      downloading.cancel();
      downloading = createCancelToken();
      await download({ studio, services }, plan, downloading.token);
      await refreshOffer({ studio, services }, plan).catch(reportModelsError);
    },
    cancelDownload: () => downloading.cancel(),
  };
}

/** What is stored of the model has changed; nobody has to be asked again for the rest. */
async function refreshOffer(
  { studio, services }: StudioAndServices,
  { ref }: ModelPlan,
): Promise<void> {
  const { offer: shown } = studio.getState().models;
  if (shown?.status !== "known" || shown.id !== ref.id) return;
  const offer = await services.models.refreshed(shown.offer);
  const { models, patchModels } = studio.getState();
  if (models.offer === shown) patchModels({ offer: { ...shown, offer } });
}

/** Shows one download from its beginning to its end, however it ends. A later one takes the place of what is shown. */
async function download(
  { studio, services }: StudioAndServices,
  plan: ModelPlan,
  cancel: CancelToken,
): Promise<void> {
  const { patchModels } = studio.getState();
  const show = (patch: Partial<DownloadState>): void => {
    const { download: shown } = studio.getState().models;
    if (shown?.plan === plan) patchModels({ download: { ...shown, ...patch } });
  };
  patchModels({ download: { plan, status: "running", progress: null, error: null } });
  try {
    await services.models.download(
      plan,
      (progress) => {
        if (!cancel.cancelled) show({ progress });
      },
      cancel,
    );
    show({ status: "done" });
  } catch (error) {
    if (error instanceof Cancelled || cancel.cancelled) show({ status: "cancelled" });
    else show({ status: "failed", error: toWireError(error) });
  }
  await readStorage({ studio, services });
}

function storageCommands({ studio, services }: CommandContext, choose: Choose): StorageCommands {
  const { patchModels } = studio.getState();
  const change = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      patchModels({ error: null });
      await work();
    } catch (error) {
      if (!(error instanceof Cancelled)) patchModels({ error: toWireError(error) });
    }
    await readStorage({ studio, services });
  };
  return {
    refreshModels: () => readStorage({ studio, services }),
    removeModel: (ref) =>
      change(async () => {
        await services.models.remove(ref);
        const patch = withoutModel(studio.getState().models.choice, ref);
        if (patch !== null) choose(patch);
      }),
    clearStored: (kind) => change(() => services.models.clear(kind)),
    keepStorage: () => change(() => services.models.persist()),
    setHubAddress: (address) => {
      try {
        services.models.setHubAddress(address);
        // An offer belongs to the hub that made it.
        patchModels({ error: null, offer: null });
      } catch (error) {
        patchModels({ error: toWireError(error) });
      }
      patchModels({ hubAddress: services.models.hubAddress() });
    },
  };
}

async function readStorage({ studio, services }: StudioAndServices): Promise<void> {
  const { patchModels } = studio.getState();
  // At once: an address that came late would take the place of the one that is being typed.
  patchModels({ hubAddress: services.models.hubAddress() });
  try {
    const [stored, usage, browserModel] = await Promise.all([
      services.models.list(),
      services.models.usage(),
      services.models.browserModel(),
    ]);
    patchModels({ stored, usage, browserModel, storageError: null });
  } catch (error) {
    patchModels({ storageError: toWireError(error) });
  }
}

/** The embedded models in the place of one that is gone; null where it was not chosen. */
function withoutModel(
  { captioner, captionerSettings, imageEncoder, textEncoder }: FoundationChoice,
  ref: HubModelRef,
): Partial<FoundationChoice> | null {
  const isGone = (model: ChosenModel | null): boolean =>
    model !== null && hubModelKey(model.ref) === hubModelKey(ref);
  const patch: Partial<FoundationChoice> = {
    ...(typeof captioner !== "string" && isGone(captioner)
      ? { captioner: "tagger", captionerSettings: { ...captionerSettings, prompt: null } }
      : {}),
    ...(isGone(imageEncoder) ? { imageEncoder: null } : {}),
    ...(isGone(textEncoder) ? { textEncoder: null } : {}),
  };
  return Object.keys(patch).length === 0 ? null : patch;
}

function choiceCommands(
  { studio }: CommandContext,
  settingChanged: () => void,
  choose: Choose,
): ChoiceCommands {
  return {
    chooseCaptioner: (source) => {
      // A prompt belongs to its model.
      const { captionerSettings } = studio.getState().models.choice;
      choose({
        captioner: chosenCaptioner(source),
        captionerSettings: { ...captionerSettings, prompt: null },
      });
    },
    chooseEncoder: (role, stored) => {
      const model = stored === null ? null : chosenModel(stored);
      choose(role === "image-encoder" ? { imageEncoder: model } : { textEncoder: model });
    },
    setCaptioner: (patch) => {
      const { captionerSettings } = studio.getState().models.choice;
      choose({ captionerSettings: { ...captionerSettings, ...patch } });
    },
    setInferenceDevice: (device) => choose({ device }),
    setClassPrompts: (classPrompts) => {
      const { models, patchModels } = studio.getState();
      if (models.choice.captioner === "class-texts") {
        choose({ classPrompts });
        return;
      }
      // They enter studies alone, so that nothing that runs loses its model.
      patchModels({ choice: { ...models.choice, classPrompts } });
      settingChanged();
    },
  };
}

/** Hands the choice to the models, and shows what they call themselves. Imported features keep the encoders that they name. */
export function applyChoice({ studio, services }: CommandContext, choice: FoundationChoice): void {
  const { foundation } = services;
  const [image, text] = [foundation.imageEncoder.info.id, foundation.textEncoder.info.id];
  foundation.choose(choice);
  const state = studio.getState();
  // What was found with the vectors of the encoders before. Copies decide the split.
  const isOtherImage = foundation.imageEncoder.info.id !== image;
  if (isOtherImage) state.patchDataset({ nearDuplicates: null, dropNearDuplicates: false });
  if (isOtherImage || foundation.textEncoder.info.id !== text)
    state.patchTexts({ agreement: null });
  state.patchModels({ choice });
  state.patchCaptions({ captioner: foundation.captioner.info });
  if (selectDataset(state)?.layout === "feature-files") return;
  state.patchEmbeddings({
    encoders: { image: foundation.imageEncoder.info, text: foundation.textEncoder.info },
  });
}

export function chosenCaptioner(source: CaptionerSource): ChosenModel | BuiltInCaptioner {
  return typeof source === "string" ? source : chosenModel(source);
}

/** A stored model as it is chosen; its name is the registry's where it stands there. */
function chosenModel(stored: StoredModel): ChosenModel {
  const { ref, family, dimension, licence } = stored;
  const name = KNOWN_MODELS.find(({ id }) => id === ref.id)?.name ?? ref.id;
  return { ref, family, name, licence: licence ?? "licence unknown", dimension };
}
