/** The worker's side of frozen models, where the worker may go on without them. */
export type ModelJobs<Protocol> = Protocol & {
  /** Frees what was loaded, after the calls that are on their way. */
  readonly dispose: () => Promise<void>;
};
