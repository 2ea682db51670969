/** Beside the boxes of a study: ticks all of them at once, or none. */

interface AllOrNoneProps<Id> {
  readonly ids: readonly Id[];
  /** @param left the boxes without a tick */
  readonly onLeave: (left: ReadonlySet<Id>) => void;
}

export function AllOrNone<Id>({ ids, onLeave }: AllOrNoneProps<Id>) {
  return (
    <div className="button-row" role="group" aria-label="All or none">
      <button type="button" className="button" onClick={() => onLeave(new Set())}>
        All
      </button>
      <button type="button" className="button" onClick={() => onLeave(new Set(ids))}>
        None
      </button>
    </div>
  );
}

/** What is left out once the tick of `id` changed. */
export function withToggled<Id>(left: ReadonlySet<Id>, id: Id): ReadonlySet<Id> {
  const next = new Set(left);
  if (!next.delete(id)) next.add(id);
  return next;
}
