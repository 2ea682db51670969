/** What went wrong and what to do next. A new error code without a text is a type error here. */

import type { StudioErrorCode, WireError } from "../../errors.ts";

interface ErrorText {
  readonly title: string;
  readonly remedy: string;
}

/** A model may have come with the page, or by the visitor. */
const MODEL_REMEDY =
  "An embedded model comes with the page: reload it; if it stays, install or build the page again. A model of a hub or of a folder may be damaged: delete it under Choose models and get it again.";

const ERROR_TEXTS: Record<StudioErrorCode, ErrorText> = {
  "dataset/empty-folder": {
    title: "This folder is empty.",
    remedy: "Open a folder that holds images, or folders of images.",
  },
  "dataset/no-images": {
    title: "No image in this folder can be read.",
    remedy:
      "JPEG, PNG, WebP, GIF, BMP and AVIF can be read. Convert other formats, or open another folder.",
  },
  "dataset/no-labels": {
    title: "These images have no labels, so there is nothing to train on.",
    remedy:
      "Captions and graph work without labels. To train, put each class in a folder of its own, or add a labels.csv with the columns file and label.",
  },
  "dataset/single-class": {
    title: "All images belong to one class, so there is nothing to tell apart.",
    remedy: "Captions and graph work with one class. To train, add images of a second class.",
  },
  "dataset/classes-too-small": {
    title: "Fewer than two classes have three images or more.",
    remedy:
      "Each class needs one image to train on, one to validate and one to test. Add images to the small classes.",
  },
  "dataset/no-validation": {
    title: "No image is left to validate on.",
    remedy: "Validation chooses the threshold. Add images to the train or validation part.",
  },
  "dataset/unreadable-image": {
    title: "An image is damaged and cannot be decoded.",
    remedy: "The other images go on. Save this image again, then open the folder again.",
  },
  "dataset/unsupported-format": {
    title: "A file has a format that browsers do not decode.",
    remedy: "Convert HEIC and TIFF files to JPEG or PNG, then open the folder again.",
  },
  "dataset/not-an-image": {
    title: "A file has the name of an image but holds something else.",
    remedy: "The other images go on. Replace the file or leave it out.",
  },
  "dataset/empty-file": {
    title: "A file holds no bytes.",
    remedy: "The other images go on. Copy the file into the folder again.",
  },
  "dataset/bad-labels-table": {
    title: "The labels table cannot be read.",
    remedy:
      "It needs a first row with the columns file and label; split and caption are optional. Separate columns by commas in .csv and by tabs in .tsv.",
  },
  "dataset/folder-changed": {
    title: "A file is no longer where it was when the folder was opened.",
    remedy: "Open the folder again. What is done is stored and is not done again.",
  },
  "dataset/folder-needed": {
    title: "Some images are not computed yet, and their files are not open.",
    remedy: "Open the folder again. What is done is stored and is not done again.",
  },
  "dataset/permission-denied": {
    title: "The browser may not read this folder.",
    remedy: "Open the folder again and allow reading when the browser asks.",
  },
  "captions/model-unavailable": {
    title: "The captioner could not be loaded.",
    remedy: MODEL_REMEDY,
  },
  "captions/no-class-texts": {
    title: "No class text can be compared with these images.",
    remedy:
      "Choose image and text encoder of one CLIP or SigLIP under Choose models, and give the images classes; or choose another captioner.",
  },
  "captions/browser-model-unavailable": {
    title: "The browser's own model could not be used.",
    remedy:
      "What it has written is kept. Press Run again, or choose another captioner under Choose models.",
  },
  "captions/bad-file": {
    title: "That file gives no captions to these images.",
    remedy:
      "Each row needs the name of an image of this data set and its caption: .jsonl, .csv, .json, COCO captions, .parquet, or a .zip of .txt files.",
  },
  "embeddings/model-unavailable": {
    title: "A model could not be loaded.",
    remedy: MODEL_REMEDY,
  },
  "embeddings/self-check-failed": {
    title: "An encoder gives other numbers on this device than it should.",
    remedy:
      "Its results would be wrong, so nothing was computed. Send the device report with the text above.",
  },
  "embeddings/dimension-mismatch": {
    title: "Stored embeddings do not fit the encoder.",
    remedy: "Open the folder again, so that they are computed afresh.",
  },
  "embeddings/unreadable-file": {
    title: "A file of features cannot be read.",
    remedy:
      "Write it again, or pack it again: .npy, .npz, .safetensors, .parquet, .csv and .json are read, and .zip archives of them.",
  },
  "embeddings/row-mismatch": {
    title: "That row does not fit the features of this data set.",
    remedy: "Give a row of the same encoder, with as many numbers.",
  },
  "graph/too-many-nodes": {
    title: "There are too many images for one graph on this device.",
    remedy:
      "Open a folder with fewer images, or let the graph take images or captions alone (w = 0 or 1), so that each image needs fewer numbers.",
  },
  "graph/no-training-nodes": {
    title: "The graph has no training image to attach to.",
    remedy: "Choose more shots, or transductive scope, which joins all images.",
  },
  "training/diverged": {
    title: "The loss is no longer a finite number, so training stopped.",
    remedy: "Choose a lower learning rate or a smaller feature scale, then Run again.",
  },
  "models/offline": {
    title: "The model hub cannot be reached.",
    remedy:
      "Check the network and the hub address, then try again; what has arrived is kept. Models stored in this browser, and the embedded ones, work without a network.",
  },
  "models/blocked": {
    title: "The hub does not let this page read its files.",
    remedy: "The host sends no permission for other sites (CORS). Use another hub address.",
  },
  "models/sign-in-needed": {
    title: "The hub gives this model only to people who signed in.",
    remedy: "Choose another model, or a mirror that has it.",
  },
  "models/not-found": {
    title: "There is no such model or file.",
    remedy: "Check the id (owner/name) and the hub address, or which folder was picked.",
  },
  "models/bad-name": {
    title: "That is no name a hub could be asked for.",
    remedy: "A model goes by owner/name, a hub by its address with https://. Nothing was asked.",
  },
  "models/bad-folder": {
    title: "No model of that folder can be used here.",
    remedy:
      "It needs the layout of the hub: owner/name with config.json, its other .json files, and onnx/*.onnx beside them.",
  },
  "models/hub-failed": {
    title: "The hub answered with an error.",
    remedy: "Try again in a while; what has arrived is kept.",
  },
  "models/interrupted": {
    title: "The download was cut.",
    remedy: "Download goes on where it stopped.",
  },
  "models/wrong-file": {
    title: "A model file is not what the hub says it is, or is damaged.",
    remedy:
      "A downloaded one was thrown away: download it again; if it stays, the mirror is damaged. In a folder of yours, put a whole one in its place.",
  },
  "models/unsupported": {
    title: "This page cannot run that class of model.",
    remedy: "Choose one of the listed models, or one of the same class.",
  },
  "models/dtype-unsupported": {
    title: "This device cannot run that number format.",
    remedy: "Choose another format of the model: fp32 runs everywhere.",
  },
  "models/not-stored": {
    title: "The model is not in this browser.",
    remedy: "Download it.",
  },
  "models/cannot-load": {
    title: "A model could not be loaded.",
    remedy:
      "Choose another number format or another device under Choose models; or delete the model there and download it again, in case its files are damaged.",
  },
  "models/folder-needed": {
    title: "This model was not copied whole, and its folder is no longer open.",
    remedy: "Pick the folder again with Use a model folder, then store it; what is whole is kept.",
  },
  "platform/webgpu-unavailable": {
    title: "WebGPU is not available here.",
    remedy: "Take ?backend=webgpu out of the address: the page then computes on the processor.",
  },
  "platform/device-lost": {
    title: "The graphics processor stopped responding.",
    remedy: "Finished points are kept. Run goes on with the rest.",
  },
  "platform/insecure-context": {
    title: "The browser blocks storage and folders on this address.",
    remedy: "Open the page from localhost or over https.",
  },
  "platform/worker-crashed": {
    title: "A background task ended unexpectedly, most likely for lack of memory.",
    remedy: "Finished results are kept. Close other tabs, then Run goes on with the rest.",
  },
  "platform/file-unavailable": {
    title: "A file that comes with the page could not be fetched.",
    remedy: "Check the network, then try again; if it stays, install the page or build it again.",
  },
  "platform/internal": {
    title: "Something went wrong inside the studio.",
    remedy: "Reload the page. If it happens again, send the text above with the device report.",
  },
  "storage/quota-exceeded": {
    title: "The browser's storage for this page is full.",
    remedy:
      "Free disk space, or delete what is stored under Choose models. What has arrived is kept, and Download or Run goes on with the rest.",
  },
  "storage/unavailable": {
    title: "The browser gives this page no storage.",
    remedy:
      "Results last until the page is closed. Leave private browsing to keep them for the next visit.",
  },
  "storage/in-use": {
    title: "That is in use just now.",
    remedy:
      "Let what runs or is downloaded finish, here or in another tab, or cancel it; then try again.",
  },
  "storage/sample-unavailable": {
    title: "The sample could not be loaded.",
    remedy: "Reload the page, or open a folder of your own.",
  },
  "storage/bad-ledger-file": {
    title: "That file holds no runs.",
    remedy: "Choose a file that the Export button of Runs has saved.",
  },
  "storage/other-data": {
    title: "That run was made from other data.",
    remedy: "Open the data set it was made from, then replay it.",
  },
  "storage/run-missing": {
    title: "That run is gone.",
    remedy: "It was deleted, perhaps in another tab, or a later version of the page wrote it.",
  },
};

interface ErrorNoticeProps {
  readonly error: WireError;
}

export function ErrorNotice({ error }: ErrorNoticeProps) {
  const text = ERROR_TEXTS[error.code];
  return (
    <div className="notice notice-error" role="alert">
      <p className="notice-title">{text.title}</p>
      <p className="notice-message">{error.message}</p>
      <p>{text.remedy}</p>
    </div>
  );
}
