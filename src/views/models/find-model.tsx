/** Asks a hub for a model, shows what it is, and downloads it. Nothing is asked before a press, and the host is named before it. */

import { useEffect, useId, useRef, useState, type SyntheticEvent } from "react";
import { KNOWN_MODELS } from "../../pipeline/models/known-models.ts";
import type { OfferState } from "../../studio/slices/models.ts";
import { ErrorNotice } from "../controls/error-notice.tsx";
import { useCommands, useStudio } from "../studio-context.tsx";
import { hostOf } from "../format/host-of.ts";
import { DownloadStatus } from "./download-status.tsx";
import { ModelFolder } from "./model-folder.tsx";
import { ModelOffer } from "./model-offer.tsx";

export function FindModel() {
  const hub = useStudio((state) => state.models.hubAddress);
  const offer = useStudio((state) => state.models.offer);
  const online = useStudio((state) => state.page.online);
  const commands = useCommands();
  const id = useId();
  const [typed, setTyped] = useState("");
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (typed.trim() !== "") void commands.lookUpModel(typed);
  };
  return (
    <>
      <HubAddress key={hub} address={hub} />
      <p>
        This page talks to no other host until you press Look up; then it asks{" "}
        <strong>{hostOf(hub)}</strong>. A model that is stored here is looked up without a network.
      </p>
      {online ? null : <p role="status">No network: only stored models can be looked up.</p>}
      <form className="model-form" onSubmit={submit}>
        <label htmlFor={id}>Model</label>
        <input
          id={id}
          type="text"
          list={`${id}-known`}
          placeholder="owner/name"
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <datalist id={`${id}-known`}>
          {KNOWN_MODELS.map((model) => (
            <option key={model.id} value={model.id}>
              {model.untried === true ? `${model.name}, which no test runs` : model.name}
            </option>
          ))}
        </datalist>
        <button type="submit" className="button button-primary" disabled={typed.trim() === ""}>
          Look up
        </button>
      </form>
      <p className="hint">
        Florence-2, SmolVLM, ViT-GPT2, CLIP, SigLIP, MobileCLIP and DINOv2 in ONNX, as they are
        converted for transformers.js. Others of these classes go by their id.
      </p>
      <ModelFolder />
      <Offer offer={offer} />
      <DownloadStatus />
    </>
  );
}

function Offer({ offer }: { readonly offer: OfferState | null }) {
  const place = useRef<HTMLDivElement>(null);
  // What was asked for comes below the fields, where a small screen ends.
  useEffect(() => {
    if (offer !== null) place.current?.scrollIntoView({ block: "nearest" });
  }, [offer]);
  return <div ref={place}>{offer === null ? null : <OfferAnswer offer={offer} />}</div>;
}

function OfferAnswer({ offer }: { readonly offer: OfferState }) {
  switch (offer.status) {
    case "asking":
      return <p role="status">Asking for {offer.id}…</p>;
    case "failed":
      return <ErrorNotice error={offer.error} />;
    case "known":
      return <ModelOffer offer={offer.offer} />;
  }
}

/** Committed on leaving or Enter. */
function HubAddress({ address }: { readonly address: string }) {
  const { setHubAddress } = useCommands();
  const id = useId();
  const [typed, setTyped] = useState(address);
  const commit = (): void => {
    if (typed !== address) setHubAddress(typed);
  };
  return (
    <div className="model-form">
      <label htmlFor={id}>Hub or mirror</label>
      <input
        id={id}
        type="text"
        value={typed}
        spellCheck={false}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit();
        }}
      />
    </div>
  );
}
