/** Of a history that shows a fault, as little as still shows it: what somebody can read. */
import { shortest } from './ddmin.ts'
import { isSame, withFewerSights } from './fewer-sights.ts'
import { type Fault, faultsIn, type History } from './history.ts'
import { type Read, type RecordedClient, read } from './recorded.ts'
import { streamsOf } from './stored.ts'

type Cut = (history: Read) => Read

const onlyClients =
  (isKept: (name: string, client: RecordedClient) => boolean): Cut =>
  (history) => ({ ...history, seen: new Map([...history.seen].filter(([name, client]) => isKept(name, client))) })

const withoutSights: Cut = (history) => ({
  ...history,
  seen: new Map([...history.seen].map(([name, client]) => [name, { ...client, sights: [] }])),
})

const withoutEnd: Cut = (history) => ({
  ...history,
  seen: new Map([...history.seen].map(([name, client]) => [name, { ...client, stayed: false }])),
})

const onlyStreams =
  (isKept: (on: string) => boolean): Cut =>
  ({ seen, standings, ...history }) => ({
    ...history,
    stored: history.stored.filter(({ on }) => isKept(on)),
    acknowledged: history.acknowledged.filter(({ on }) => isKept(on)),
    moved: history.moved.filter(({ on }) => isKept(on)),
    standings: standings?.filter(({ on }) => isKept(on)),
    seen: new Map(
      [...seen].map(([name, client]) => [name, { ...client, sights: client.sights.filter(({ on }) => isKept(on)) }]),
    ),
  })

/** Whole parts that most faults have nothing to do with; each comes after what is tried before it. */
const cutsFor = (fault: Fault): readonly Cut[] => {
  const isSubject = ({ user, on }: { user: string; on: string }) => user === fault.user && on === fault.on
  const holding = ({ stored }: Read) =>
    new Set(stored.filter(({ id }) => id !== undefined && id === fault.id).map(({ on }) => on))
  return [
    onlyClients((name) => name === fault.client),
    onlyClients((_, { user }) => user === fault.user),
    withoutSights,
    onlyStreams((on) => on === fault.on),
    (history) => onlyStreams((on) => on === fault.on || holding(history).has(on))(history),
    (history) => ({ ...history, acknowledged: [] }),
    (history) => ({
      ...history,
      acknowledged: history.acknowledged.filter(({ seq, id }) => seq === fault.seq && id === fault.id).slice(0, 1),
    }),
    (history) => ({ ...history, moved: [] }),
    (history) => ({
      ...history,
      moved: history.moved
        .filter(isSubject)
        .sort((one, other) => other.read - one.read)
        .slice(0, 1),
    }),
    (history) => ({ ...history, standings: undefined }),
    (history) => ({ ...history, standings: [] }),
    (history) => ({ ...history, standings: history.standings?.filter(isSubject) }),
    withoutEnd,
  ]
}

/** Without the end of a stream, or without all of it. */
const upTo = (history: Read, on: string, seq: number): Read => ({
  ...history,
  stored: history.stored.filter((event) => event.on !== on || event.seq <= seq),
})

/** What anybody tried to send, as far as it came to anything. */
const onlyTried: Cut = (history) => {
  const told = new Set([...history.stored, ...history.acknowledged].map(({ id }) => id))
  return { ...history, tried: history.tried.filter((id) => told.has(id)) }
}

/**
 * The fault is at the same place and of the same client, and there are no more others than there were. A stream that is
 * left begins at its first event, as what begins later has a gap.
 */
export const smallest = (history: History, fault: Fault): History => {
  let least = read(history)
  let faults = faultsIn(least).length
  const attempt = (next: Read): boolean => {
    const now = faultsIn(next)
    const shows = now.length <= faults && now.some((other) => isSame(other, fault))
    if (shows) [least, faults] = [next, now.length]
    return shows
  }
  for (const cut of cutsFor(fault)) attempt(cut(least))
  for (const [name, client] of least.seen) {
    const fewer = withFewerSights(streamsOf(least.stored), name, client, fault)
    attempt({ ...least, seen: new Map(least.seen).set(name, fewer) })
  }
  const heads = new Map([...streamsOf(least.stored)].map(([on, { head }]) => [on, head]))
  for (const [on, head] of heads) shortest(head, (seq) => attempt(upTo(least, on, seq)))
  attempt(onlyTried(least))
  return least
}
