/** A client that uses the SDK. */
import type { Session } from '@parley/client'
import { errors } from '@parley/protocol'
import { makeRecorder } from '../../setup/recorder.ts'
import { connect } from '../../setup/sdk.ts'
import { sightsByEpoch, sightsOf } from '../../setup/sights.ts'
import { type Address, carries, type Device, stumbles, type Truth } from './device.ts'
import { tellReactions } from './said.ts'

export interface SdkDevice extends Device {
  /** Loads older messages of a room. */
  scroll(room: string, count: number): Promise<unknown>
}

export const openSdkDevice = async (
  name: string,
  { url, host }: Address,
  session: Session,
  random: () => number,
): Promise<SdkDevice> => {
  const { frames, openSocket } = makeRecorder(host)
  const reports: unknown[] = []
  const parley = await connect(url, session, { openSocket, random, report: (fault) => void reports.push(fault) })

  const wrongRooms = ({ said }: Truth) =>
    [...parley.rooms.values()].flatMap(({ id, events, messages }) => {
      const shown = messages.filter(({ state }) => state === 'sent').map(({ text }) => text)
      const rightEnd = shown.length === 0 ? [] : said(id).slice(-shown.length)
      const isRight = shown.length === rightEnd.length && shown.every((text, place) => text === rightEnd[place])
      return isRight ? [] : [`shows other messages of ${id} than it holds: ${shown.length} of ${events.length} events`]
    })
  const wrongReactions = ({ reactions }: Truth) =>
    [...parley.rooms.values()].flatMap(({ id, messages }) => {
      const right = reactions(id)
      const wrong = messages.filter((message) => {
        if (message.state !== 'sent' || message.seq === undefined) return false
        return tellReactions(message.reactions ?? []) !== (right.get(message.seq) ?? '')
      })
      return wrong.length > 0 ? [`shows other reactions in ${id} than it holds, of ${wrong.length} messages`] : []
    })
  const brokenRooms = () =>
    [...parley.rooms.values()].flatMap(({ id, events }) => {
      const isUnbroken = events.every(({ seq }, place) => place === 0 || seq === (events[place - 1]?.seq ?? 0) + 1)
      return isUnbroken ? [] : [`shows events of ${id} that do not follow one another`]
    })
  const unsent = () => parley.unsent.filter(({ error }) => error === undefined)
  const givenUp = () => parley.unsent.filter(({ error }) => error && errors[error.name].retry)

  return {
    name,
    user: session.user,
    send: async (room, text) =>
      parley.rooms
        .get(room)
        ?.send(text)
        .catch(() => undefined),
    scroll: async (room, count) => parley.rooms.get(room)?.loadOlder(count),
    sights: () => [...sightsOf(frames, session.user, 'text')],
    sightsByEpoch: () => sightsByEpoch(frames, session.user, 'text'),
    complaints: (truth) =>
      [
        ...(parley.faults > 0 ? [`found ${parley.faults} events missing between others`] : []),
        ...(unsent().length > 0 ? [`still has ${unsent().length} messages to send`] : []),
        ...(givenUp().length > 0 ? [`has given up ${givenUp().length} messages that could be sent again`] : []),
        ...reports.map((fault) => `reports: ${fault}`),
        ...wrongRooms(truth),
        ...wrongReactions(truth),
        ...brokenRooms(),
        ...stumbles(frames),
        ...carries(frames, session.user),
      ].map((complaint) => `${name} ${complaint}`),
    [Symbol.asyncDispose]: () => parley.close(),
  }
}
