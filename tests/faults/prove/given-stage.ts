/** Runs on a deployment that somebody else runs: what can fail is the network between its gateways and our clients. */

import type { Session } from '@parley/client'
import { asEvent } from '@parley/protocol'
import { toEvent } from '../../setup/sights.ts'
import type { Stored, Votes } from '../history/history.ts'
import { persist } from './persist.ts'
import type { Person } from './person.ts'
import { mostPeople } from './plan.ts'
import { Records } from './records.ts'
import { type Stage, signUpAt } from './stage.ts'

/** The same people in every run: a deployment lets one address sign up a few. Their rooms are made anew each time. */
const signUpAll = async (url: string): Promise<Session[]> => {
  const sessions: Session[] = []
  for (let place = 1; place <= mostPeople; place++) sessions.push(await signUpAt(url, place))
  return sessions
}

const mostEvents = 200

/** What the platform itself says, page by page, to somebody who may read it. */
const readAll = async (on: string, { ask }: Person): Promise<Stored[]> => {
  const events: Stored[] = []
  for (let after = 0, more = true; more; ) {
    const page = await persist(() =>
      ask('room.history', { room: on.slice('chat/room/'.length), after, limit: mostEvents }),
    )
    if (!page) return []
    for (const frame of page.events) {
      const event = asEvent(frame)
      const { ev, by, is } = event
      const user = String(is.user)
      const isEdit = ev === 'message.edited'
      events.push({
        ...toEvent(event, 'text'),
        edits: isEdit ? Number(is.seq) : undefined,
        reacts: ev.startsWith('reaction.')
          ? { seq: Number(is.seq), emoji: String(is.emoji), isAdded: ev === 'reaction.added' }
          : undefined,
        votes: ev === 'poll.voted' ? ({ ...is, by } as unknown as Votes) : undefined,
        closes: ev === 'poll.closed' ? Number(is.seq) : undefined,
        manages: ['member.joined', 'role.changed'].includes(ev) && is.role !== 'member' ? user : undefined,
        isUncounted: isEdit || ('counts' in frame && frame.counts === false) || undefined,
        brings: ev === 'member.joined' ? user : undefined,
        takes: ev === 'member.left' ? user : undefined,
        by: ev === 'message.sent' || isEdit || ev.startsWith('reaction.') ? by : undefined,
        takesBack: ev === 'message.deleted' ? Number(is.seq) : undefined,
        takesBackToo: ev === 'message.deleted' ? (is.also as number[] | undefined) : undefined,
      })
    }
    after = events.at(-1)?.seq ?? 0
    more = page.more
  }
  return events
}

const readAsAnybody = async (on: string, people: readonly Person[]): Promise<Stored[]> => {
  for (const person of people) {
    const events = await readAll(on, person)
    if (events.length > 0) return events
  }
  return []
}

export const openGivenStage = async (urls: readonly string[]): Promise<Stage> => {
  const sessions = await signUpAll(urls[0] as string)
  const records = new Records()
  return {
    urls,
    parts: new Map(),
    servers: new Map(),
    links: new Map(),
    noises: new Map(),
    records: () => records,
    session: async (place) => sessions[place - 1] as Session,
    untilReady: async () => {},
    untilQuiet: async () => {},
    retain: async () => {},
    failOver: async () => {},
    failOvers: [],
    epoch: async () => 0,
    throwOut: async () => {},
    takeWrites: async () => {},
    hides: false,
    stored: async (streams, people) => {
      const rooms = streams.filter((on) => on.startsWith('chat/room/'))
      return (await Promise.all(rooms.map((on) => readAsAnybody(on, people)))).flat()
    },
    complaints: async () => [],
    [Symbol.asyncDispose]: async () => {},
  }
}
