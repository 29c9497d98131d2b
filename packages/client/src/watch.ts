/** What tells of its changes: the connection as a whole, each room, and the people. */
export interface Watchable {
  /** Calls the listener after visible changes, once for all that happen in one go; the function it gives ends that. */
  readonly subscribe: (listener: () => void) => () => void
}

/**
 * Calls the listener with what `select` gives of a room, say, whenever that is another than before; the function it gives
 * ends that. `watch(room, ({ unread }) => unread, show)`. Arrays of the SDK are the same until something in them changes.
 */
export const watch = <S extends Watchable, T>(
  source: S,
  select: (source: S) => T,
  listener: (selected: T) => void,
): (() => void) => {
  let before = select(source)
  return source.subscribe(() => {
    const selected = select(source)
    if (Object.is(before, selected)) return
    before = selected
    listener(selected)
  })
}
