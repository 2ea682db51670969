/** The parts of the worker that holds one GPU device for models and training, and how its page opens and closes them. The only file both sides import. */

export type GpuPart = "embedded" | "hub" | "training";

export type GpuPartRequest =
  | {
      readonly kind: "open";
      readonly id: number;
      readonly part: GpuPart;
      readonly port: MessagePort;
    }
  | { readonly kind: "close"; readonly id: number };

/** What the worker says of itself: its GPU device was lost, and it is of no more use. */
export interface GpuWorkerNotice {
  readonly deviceLost: string;
}
