/** What is said of a model before it is downloaded: how long, how much, and what speaks against it here. */

import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import type { Dtype, ModelPlan } from "../../pipeline/models/hub-model.ts";
import type { DownloadOutlook, ModelOffer as Offer } from "../../studio/model-ports.ts";
import { fakeStudio } from "../fake-studio.ts";
import { StudioContext } from "../studio-context.tsx";
import { ModelOffer } from "./model-offer.tsx";

afterEach(cleanup);

const FACTS = { family: "clip", roles: ["image-encoder"], dimension: 2, licence: "mit" } as const;

function show(
  outlook: Partial<DownloadOutlook>,
  dtype: Dtype = "fp32",
  id = "o/m",
  stored = 0,
  whole = false,
) {
  const files = [{ path: "onnx/model.onnx", bytes: 100e6, sha256: null }];
  const plan: ModelPlan = { ...FACTS, ref: { id, revision: "1", dtype }, files };
  const offer: Offer = {
    ...FACTS,
    listing: { id, revision: "1", licence: "mit", files },
    plans: [plan],
    storedBytes: [stored],
    storedWhole: [whole],
    host: "hub.test",
    outlook: { halfFloats: false, freeBytes: null, rate: null, ...outlook },
  };
  const { context } = fakeStudio();
  const { container } = render(
    <StudioContext value={context}>
      <ModelOffer offer={offer} />
    </StudioContext>,
  );
  return container.textContent;
}

describe("an offer", () => {
  it("says how long what is missing takes, and by whose word", () => {
    const rate = { bytesPerSecond: 1e6, isMeasured: false };
    expect(show({ rate }, "fp32", "o/m", 40e6)).toContain(
      "about 1:00, by the browser's estimate of its network",
    );
    expect(show({ rate: { ...rate, isMeasured: true } })).toContain(
      "about 1:40, at the rate of the last download",
    );
    expect(show({})).toContain("known once the first bytes are here");
    expect(show({ rate }, "fp32", "o/m", 100e6)).not.toContain("about");
  });

  it("warns before the space runs out, and of a format that this device does not compute in", () => {
    expect(show({ freeBytes: 80e6 })).toContain(
      "It needs 100 MB of storage, and the browser leaves this page 80.0 MB",
    );
    expect(show({ freeBytes: 80e6 }, "fp32", "o/m", 40e6)).not.toContain("leaves this page");
    expect(show({}, "fp16")).toContain("no GPU with 16-bit floats");
    expect(show({ halfFloats: true }, "fp16")).not.toContain("no GPU");
    expect(show({}, "fp32")).not.toContain("16-bit");
  });

  it("says that a model is whole only where it can be chosen, and goes on where its bytes are not checked", () => {
    const checked = show({}, "fp32", "o/m", 100e6, true);
    expect(checked).toContain("Stored whole; choose it above.");
    cleanup();
    expect(show({}, "fp32", "o/m", 100e6)).not.toContain("Stored whole");
    const button = screen.getByRole<HTMLButtonElement>("button", { name: "Go on downloading" });
    expect(button.disabled).toBe(false);
  });

  it("says of a model with parts that no test runs that it is one", () => {
    expect(show({}, "fp32", "Xenova/mobileclip_s0")).toContain("No test of this page runs this");
    expect(show({}, "fp32", "Xenova/clip-vit-base-patch32")).not.toContain("No test");
    expect(screen.getAllByRole("button", { name: "Download" }).length).toBeGreaterThan(0);
  });
});
