/** A client that uses the SDK. */
import type { Poll, Room, Session } from '@parley/client'
import { errors } from '@parley/protocol'
import { makeRecorder } from '../../setup/recorder.ts'
import { connect } from '../../setup/sdk.ts'
import { sightsByEpoch, sightsOf, standing } from '../../setup/sights.ts'
import { type Address, carries, type Device, stumbles, type Truth } from './device.ts'
import { tellState } from './said.ts'
import { keepTogether, type Together } from './shown-together.ts'
import { keepSpaces, showSpaces } from './spaces-told.ts'

export interface SdkDevice extends Device {
  /** Loads older messages of a room. */
  scroll(room: string, count: number): Promise<unknown>
  /** What it shows of the spaces that its user lives in. */
  spaces(): unknown
  /** What it shows of others, and of what its user is told. */
  readonly together: Together
}

const standOf = ({ answers, voters, closed }: Poll) => ({
  counts: answers.map(({ count }) => count),
  voters,
  isClosed: closed,
})

export const openSdkDevice = async (
  name: string,
  { url, host }: Address,
  session: Session,
  random: () => number,
): Promise<SdkDevice> => {
  const { frames, openSocket } = makeRecorder(host)
  const reports: unknown[] = []
  const parley = await connect(url, session, { openSocket, random, report: (fault) => void reports.push(fault) })

  const spaces = keepSpaces(parley)
  const together = keepTogether(parley)
  const seats = new Map<string, Room>()
  const known = (room: string) => parley.rooms.get(room) ?? seats.get(room)
  const sights = () => [...sightsOf(frames, session.user, 'text')]
  /** Also the threads that it looks at, and still may. */
  const shownRooms = () => {
    const places = standing(sights())
    return [...parley.rooms.values(), ...[...seats.values()].filter(({ on }) => places.has(on))]
  }
  const wrongRooms = ({ said }: Truth) =>
    shownRooms().flatMap(({ id, events, messages }) => {
      const shown = messages.filter(({ state }) => state === 'sent').map(({ text }) => text)
      const rightEnd = shown.length === 0 ? [] : said(id).slice(-shown.length)
      const wrong = shown.findIndex((text, place) => text !== rightEnd[place])
      if (wrong < 0) return []
      const first = `${shown[wrong]} where ${rightEnd[wrong] ?? 'nothing'} stands`
      return [`shows other messages of ${id} than it holds: ${shown.length} of ${events.length} events; ${first}`]
    })
  const wrongStates = ({ states }: Truth) =>
    shownRooms().flatMap(({ id, messages }) => {
      const right = states(id)
      const wrong = messages.filter(({ state, seq, reactions = [], poll }) => {
        if (state !== 'sent' || seq === undefined) return false
        return tellState(reactions, poll && standOf(poll)) !== (right.get(seq) ?? '')
      })
      return wrong.length > 0
        ? [`shows other reactions or votes in ${id} than it holds, of ${wrong.length} messages`]
        : []
    })
  const brokenRooms = () =>
    shownRooms().flatMap(({ id, events }) => {
      const isUnbroken = events.every(({ seq }, place) => place === 0 || seq === (events[place - 1]?.seq ?? 0) + 1)
      return isUnbroken ? [] : [`shows events of ${id} that do not follow one another`]
    })
  const unsent = () => parley.unsent.filter(({ error }) => error === undefined)
  const givenUp = () => parley.unsent.filter(({ error }) => error && errors[error.name].retry)

  return {
    name,
    user: session.user,
    frames,
    send: async (room, text) =>
      known(room)
        ?.send(text)
        .catch(() => undefined),
    look: async (room) => {
      const seat = await parley.openRoom(room).catch(() => undefined)
      if (seat) seats.set(room, seat.room)
    },
    scroll: async (room, count) => known(room)?.loadOlder(count),
    spaces: () => showSpaces(spaces),
    together,
    sights,
    sightsByEpoch: () => sightsByEpoch(frames, session.user, 'text'),
    complaints: (truth) =>
      [
        ...(parley.faults > 0 ? [`found ${parley.faults} events missing between others`] : []),
        ...(unsent().length > 0 ? [`still has ${unsent().length} messages to send`] : []),
        ...(givenUp().length > 0 ? [`has given up ${givenUp().length} messages that could be sent again`] : []),
        ...reports.map((fault) => `reports: ${fault}`),
        ...wrongRooms(truth),
        ...wrongStates(truth),
        ...brokenRooms(),
        ...stumbles(frames),
        ...carries(frames, session.user),
      ].map((complaint) => `${name} ${complaint}`),
    [Symbol.asyncDispose]: () => parley.close(),
  }
}
