/** What becomes of parties: whoever leads one is told who asks to come in, and who leads it then is told what waits. */
import type { Told, Transaction } from '@parley/service-kit'
import type { Act } from './acts.ts'
import { roomOf } from './messages.ts'
import { leadersOf, openRequests, type PartyRequest, putLeader } from './store/party-leaders.ts'

export const partyKinds = [
  'party.created',
  'party.led',
  'party.requested',
  'party.dismissed',
  'party.joined',
  'party.disbanded',
] as const
export type PartyEvent = Told<(typeof partyKinds)[number]>

export const isOfParty = (event: Told): event is PartyEvent => (partyKinds as readonly string[]).includes(event.ev)

/** Nothing where it says nothing of that; null where nobody does any more. */
const leaderIn = (event: PartyEvent): string | null | undefined => {
  if (event.ev === 'party.created') return event.is.leader
  if (event.ev === 'party.led') return event.is.user
  return event.ev === 'party.disbanded' ? null : undefined
}

interface Standing {
  readonly leaders: ReadonlyMap<string, string>
  readonly open: readonly PartyRequest[]
}

const kind = 'party_request'

const handedOver = (party: string, at: number, { leaders, open }: Standing): readonly Act[] => {
  const person = leaders.get(party)
  const theirs = open.filter((one) => one.party === party && one.person !== person)
  const raised = theirs.flatMap(({ by, at: asked }): Act[] =>
    person && by !== person
      ? [{ raise: { person, kind, source: `${kind} ${party} ${by} ${at}`, at: asked, by, of: party } }]
      : [],
  )
  return [...raised, { over: { kind, of: party, before: at }, to: 'removed', except: person }]
}

const actsOfEvent = (event: PartyEvent, standing: Standing): readonly Act[] => {
  const { on, at } = event
  const party = roomOf(on)
  switch (event.ev) {
    case 'party.requested': {
      const [person, by] = [standing.leaders.get(party), event.is.user]
      return person ? [{ raise: { person, kind, source: `${kind} ${party} ${by} ${at}`, at, by, of: party } }] : []
    }
    case 'party.joined':
    case 'party.dismissed':
      return [{ over: { kind, of: party, by: event.is.user, before: at }, to: 'resolved' }]
    case 'party.led':
      return handedOver(party, at, standing)
    case 'party.disbanded':
      return [{ over: { kind, of: party }, to: 'removed' }]
    default:
      return []
  }
}

/** In their order. */
export const partyActs = async (tx: Transaction, events: readonly PartyEvent[]): Promise<readonly Act[]> => {
  if (events.length === 0) return []
  for (const event of events) {
    const leader = leaderIn(event)
    if (leader !== undefined)
      await putLeader(tx, { party: roomOf(event.on), leader, epoch: event.epoch, seq: event.seq })
  }
  const parties = [...new Set(events.map(({ on }) => roomOf(on)))]
  const standing = { leaders: await leadersOf(tx, parties), open: await openRequests(tx, parties) }
  return events.flatMap((event) => actsOfEvent(event, standing))
}
