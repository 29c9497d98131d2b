/** People in parties, on the contacts service. */
import { randomUUID } from 'node:crypto'
import type { EventFrame, Input } from '@parley/protocol'
import type { Environment } from '@parley/service-kit'
import { type Person, useContacts } from './running-contacts.ts'

export type { Person } from './running-contacts.ts'

/** A UUIDv7, as clients make them. */
export const newPartyId = (): string => randomUUID().replace(/^(.{14})4/u, '$17')

export const useParties = async (env: Environment = {}) => {
  const contacts = await useContacts(env)
  const { ok, sql } = contacts

  const create = async (leader: Person, more: Partial<Input<'party.create'>> = {}) => {
    const party = newPartyId()
    await ok(leader, 'party.create', { party, access: 'open', ...more })
    return party
  }
  const join = (party: string, ...people: readonly Person[]) =>
    people.reduce((before, person) => before.then(() => ok(person, 'party.join', { party })), Promise.resolve({}))
  /** The events of the stream of a party in Postgres, after a position. */
  const partyEvents = (party: string, after = 0) =>
    sql<EventFrame>(
      `select seq::float8 as seq, ev, by, (extract(epoch from at) * 1000)::float8 as at, body as is
         from event where stream = $1 and seq > $2 order by seq`,
      [party, after],
    )
  const told = async (party: string, after = 0) => (await partyEvents(party, after)).map(({ ev }) => ev)
  const partyHead = async (party: string) =>
    (await sql<{ head: number }>('select head::int from stream where id = $1', [party]))[0]?.head ?? 0
  return { ...contacts, create, join, partyEvents, told, partyHead }
}
