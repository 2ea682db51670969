/** One model as its hub, or this browser, describes it: licence, revision, number formats with their sizes. */

import { useState } from "react";
import { isLocal, type ModelPlan } from "../../pipeline/models/hub-model.ts";
import { isUntried } from "../../pipeline/models/known-models.ts";
import { modelNeeds } from "../../pipeline/models/model-needs.ts";
import type { ModelOffer as Offer } from "../../studio/model-ports.ts";
import { FactList } from "../controls/fact-list.tsx";
import { SelectField } from "../controls/select-field.tsx";
import { hostOf } from "../format/host-of.ts";
import { byteSize } from "../format/bytes.ts";
import { clockTime } from "../format/duration.ts";
import { useCommands, useStudio } from "../studio-context.tsx";

const ROLE_WORDS = {
  captioner: "writes captions",
  "image-encoder": "encodes images",
  "text-encoder": "encodes texts",
} as const;

export function ModelOffer({ offer }: { readonly offer: Offer }) {
  const [dtype, setDtype] = useState(offer.plans[0]?.ref.dtype ?? "fp32");
  const place = Math.max(
    0,
    offer.plans.findIndex(({ ref }) => ref.dtype === dtype),
  );
  const plan = offer.plans[place];
  const stored = offer.storedBytes[place];
  const whole = offer.storedWhole[place];
  if (plan === undefined || stored === undefined || whole === undefined) return null;
  const total = bytesOf(plan);
  return (
    <div className="model-offer">
      <h4>
        <bdi>{offer.listing.id}</bdi>
      </h4>
      <FactList
        facts={[
          ["It", offer.roles.map((role) => ROLE_WORDS[role]).join(" and ")],
          ["Licence", offer.listing.licence ?? "not given"],
          ["Revision", <code key="revision">{offer.listing.revision.slice(0, 12)}</code>],
          ["Told by", offer.host ?? (isLocal(plan.ref) ? "its files" : "this browser's storage")],
          ["Size", byteSize(total)],
          ["Stored already", stored === 0 ? "nothing" : byteSize(stored)],
          ["Needs", needsWords(plan)],
          ...expectedTime(offer, plan, total - stored),
        ]}
      />
      <SelectField
        label="Number format"
        value={plan.ref.dtype}
        options={offer.plans.map((other) => ({
          value: other.ref.dtype,
          label: `${other.ref.dtype}, ${byteSize(bytesOf(other))}`,
        }))}
        hint="The first suits this device best."
        onCommit={setDtype}
      />
      <Warnings offer={offer} plan={plan} missing={total - stored} />
      <OfferButtons offer={offer} plan={plan} stored={stored} whole={whole} />
    </div>
  );
}

interface WarningsProps {
  readonly offer: Offer;
  readonly plan: ModelPlan;
  readonly missing: number;
}

/** What speaks against it here, before anything is downloaded. */
function Warnings({ offer, plan, missing }: WarningsProps) {
  const { halfFloats, freeBytes } = offer.outlook;
  const warnings: string[] = [];
  if (freeBytes !== null && missing > freeBytes) {
    warnings.push(
      `It needs ${byteSize(missing)} of storage, and the browser leaves this page ${byteSize(freeBytes)}: delete something below first.`,
    );
  }
  if (modelNeeds(plan).halfFloats && !halfFloats) {
    warnings.push("This device has no GPU with 16-bit floats: choose another number format.");
  }
  if (isUntried(plan.ref.id)) {
    warnings.push(
      "No test of this page runs this model: its files are laid out as those of its family, and its parts are not the same.",
    );
  }
  return warnings.map((warning) => (
    <p key={warning} className="notice notice-warning">
      {warning}
    </p>
  ));
}

function needsWords(plan: ModelPlan): string {
  const { halfFloats, memoryBytes } = modelNeeds(plan);
  const memory = `${byteSize(memoryBytes)} of memory for its weights, and some for its work`;
  return halfFloats ? `${memory}; a GPU with 16-bit floats` : memory;
}

function expectedTime(
  { outlook: { rate } }: Offer,
  plan: ModelPlan,
  missing: number,
): [string, string][] {
  if (isLocal(plan.ref) || missing <= 0) return [];
  if (rate === null) return [["Time", "known once the first bytes are here"]];
  const time = clockTime(missing / rate.bytesPerSecond);
  const source = rate.isMeasured
    ? "at the rate of the last download"
    : "by the browser's estimate of its network";
  return [["Time", `about ${time}, ${source}`]];
}

interface OfferButtonsProps {
  readonly offer: Offer;
  readonly plan: ModelPlan;
  readonly stored: number;
  readonly whole: boolean;
}

function OfferButtons({ offer, plan, stored, whole }: OfferButtonsProps) {
  const commands = useCommands();
  const downloading = useStudio((state) => state.models.download?.status === "running");
  const hub = useStudio((state) => hostOf(state.models.hubAddress));
  return (
    <div className="button-row">
      <button
        type="button"
        className="button button-primary"
        disabled={downloading || whole}
        onClick={() => void commands.downloadModel(plan)}
      >
        {downloadWords(isLocal(plan.ref), stored, whole)}
      </button>
      {offer.host === null && !isLocal(plan.ref) ? (
        <button
          type="button"
          className="button"
          onClick={() => void commands.askHub(offer.listing.id)}
        >
          Ask {hub} for other formats
        </button>
      ) : null}
      <button type="button" className="button" onClick={commands.closeOffer}>
        Not this one
      </button>
      {whole ? <p className="hint">Stored whole; choose it above.</p> : null}
    </div>
  );
}

function bytesOf({ files }: ModelPlan): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function downloadWords(local: boolean, stored: number, whole: boolean): string {
  if (local) return "Store in this browser";
  return stored > 0 && !whole ? "Go on downloading" : "Download";
}
