/** A client that uses the SDK. */
import type { Session } from '@parley/client'
import { makeRecorder } from '../../setup/recorder.ts'
import { connect } from '../../setup/sdk.ts'
import { sightsOf } from '../../setup/sights.ts'
import type { Address, Device } from './device.ts'

export const openSdkDevice = async (
  name: string,
  { url, host }: Address,
  session: Session,
  random: () => number,
): Promise<Device> => {
  const { frames, openSocket } = makeRecorder(host)
  const reports: unknown[] = []
  const parley = await connect(url, session, { openSocket, random, report: (fault) => void reports.push(fault) })

  const wrongRooms = (said: (room: string) => readonly string[]) =>
    [...parley.rooms.values()].flatMap(({ id, events, messages }) => {
      const shown = messages.filter(({ state }) => state === 'sent').map(({ text }) => text)
      const rightEnd = shown.length === 0 ? [] : said(id).slice(-shown.length)
      const isRight = shown.length === rightEnd.length && shown.every((text, place) => text === rightEnd[place])
      return isRight ? [] : [`shows other messages of ${id} than it holds: ${shown.length} of ${events.length} events`]
    })
  const unsent = () => parley.unsent.filter(({ error }) => error === undefined)

  return {
    name,
    user: session.user,
    send: async (room, text) =>
      parley.rooms
        .get(room)
        ?.send(text)
        .catch(() => undefined),
    sights: () => [...sightsOf(frames, session.user, 'text')],
    complaints: (said) =>
      [
        ...(parley.faults > 0 ? [`found ${parley.faults} events missing between others`] : []),
        ...(unsent().length > 0 ? [`still has ${unsent().length} messages to send`] : []),
        ...reports.map((fault) => `reports: ${fault}`),
        ...wrongRooms(said),
      ].map((complaint) => `${name} ${complaint}`),
    [Symbol.asyncDispose]: () => parley.close(),
  }
}
