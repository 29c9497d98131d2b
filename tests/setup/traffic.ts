/** People who write all the time, through the SDK and as a script does over HTTP, and a record of all that they saw. */
import { type Parley, ParleyError, type Room, type Session, uuid7 } from '@parley/client'
import { errors, type ServerFrame } from '@parley/protocol'
import { expect } from 'vitest'
import { faultsIn } from '../faults/history/history.ts'
import { eventually } from './eventually.ts'
import { makeRecorder } from './recorder.ts'
import { connect, enter } from './sdk.ts'
import { sightsOf } from './sights.ts'
import { storedEvents } from './stored.ts'
import { postTo } from './world.ts'

interface Writer {
  readonly name: string
  readonly session: Session
  readonly parley: Parley
  readonly frames: ServerFrame[]
  readonly closeCodes: number[]
}

export interface Traffic extends AsyncDisposable {
  readonly writers: readonly Writer[]
  /** Lets everybody write while `work` is done, before it and after it, until all is calm again. */
  during(work: () => Promise<void>): Promise<void>
  /** Everybody stands at the end, and nothing is wrong with what any of them was told or shown. */
  expectNothingWrong(adminUrl: string): Promise<void>
}

const isWorthRetry = (reason: unknown) => {
  const name = (reason as { name?: keyof typeof errors } | undefined)?.name
  return name === undefined || !(name in errors) || errors[name].retry
}

/** Everybody has a device on the gateway of their place, and all are in all rooms. */
export const startTraffic = async (
  urls: readonly string[],
  { writers: count = 6, rooms: roomCount = 4 } = {},
): Promise<Traffic> => {
  await using scope = new AsyncDisposableStack()
  const open = async (place: number): Promise<Writer> => {
    const url = urls[place % urls.length] as string
    const name = `Writer ${place}`
    const { session, parley: first } = await enter(url, name)
    await first.close()
    const { openSocket, frames, closeCodes } = makeRecorder()
    const parley = await connect(url, session, {
      openSocket,
      random: Math.random,
      report: () => {},
    })
    return { name, session, parley, frames, closeCodes }
  }
  const writers = await Promise.all(Array.from({ length: count }, (_, place) => open(place)))
  for (const { parley } of writers) scope.use(parley)
  const [owner, ...others] = writers as [Writer, ...Writer[]]
  const users = others.map(({ session }) => session.user)
  const rooms = await Promise.all(
    Array.from({ length: roomCount }, (_, place) => owner.parley.createGroup(`Room ${place}`, users)),
  )
  await Promise.all(
    writers.map(({ parley, name }) => eventually(`${name} is in all rooms`, () => parley.rooms.size === roomCount)),
  )

  /** Every message says something else, so that its text tells one from another. */
  const tried: string[] = []
  const acknowledged: { on: string; seq: number; id: string }[] = []
  const texts = (name: string) => {
    const text = `${name} says ${tried.length}`
    tried.push(text)
    return text
  }
  let isWriting = false

  const writeWithSdk = async ({ parley, name }: Writer) => {
    for (let turn = 0; isWriting; turn++) {
      const { id } = rooms[turn % rooms.length] as Room
      const text = texts(name)
      const { seq } = await (parley.rooms.get(id) as Room).send(text)
      acknowledged.push({ on: `chat/room/${id}`, seq, id: text })
    }
  }

  /** Tries the same message with the same id, at one gateway after the other, until it is told that it was taken. */
  const writeOverHttp = async ({ session, name }: Writer) => {
    for (let turn = 0; isWriting; turn++) {
      const { id: room } = rooms[turn % rooms.length] as Room
      const [id, text] = [uuid7(), texts(`${name}'s script`)]
      const sent = await eventually(
        `${text} is taken`,
        async () => {
          const url = urls[turn++ % urls.length] as string
          try {
            return await postTo(url, 'message.send', { room, id, text }, await session.token())
          } catch (reason) {
            if (reason instanceof ParleyError || isWorthRetry(reason)) return undefined
            throw Object.assign(new Error(`${text} is refused`), { cause: reason })
          }
        },
        60_000,
      )
      acknowledged.push({ on: `chat/room/${room}`, seq: sent.seq, id: text })
    }
  }

  const untilMore = async (more: number) => {
    const wanted = acknowledged.length + more
    await eventually(`${more} more messages are acknowledged`, () => acknowledged.length >= wanted, 60_000)
  }

  const running = scope.move()
  return {
    writers,
    during: async (work) => {
      isWriting = true
      const writing = Promise.all([...writers.map(writeWithSdk), ...writers.slice(0, 2).map(writeOverHttp)])
      writing.catch(() => {})
      await untilMore(50)
      await work()
      await untilMore(100)
      isWriting = false
      await writing
    },
    expectNothingWrong: async (adminUrl) => {
      const stored = await storedEvents(adminUrl, 'text')
      const heads = new Map(stored.map(({ on, seq }) => [on, seq]))
      for (const { parley, name } of writers)
        for (const { id } of rooms)
          await eventually(
            `${name} has seen all`,
            () =>
              parley.state === 'online' && parley.rooms.get(id)?.events.at(-1)?.seq === heads.get(`chat/room/${id}`),
          )
      const seen = new Map(
        writers.map(({ frames, name, session: { user } }) => [
          name,
          { user, sights: sightsOf(frames, user, 'text'), stayed: true },
        ]),
      )
      expect(faultsIn({ tried, acknowledged, stored, seen })).toEqual([])
      for (const { parley } of writers) {
        expect(parley.unsent).toEqual([])
        expect(parley.faults).toBe(0)
        for (const { id } of rooms) {
          const shown = (parley.rooms.get(id)?.messages ?? []).map(({ text }) => text)
          const said = stored.flatMap(({ on, id: text }) =>
            on === `chat/room/${id}` && text !== undefined ? [text] : [],
          )
          expect(shown).toEqual(said.slice(-shown.length))
          expect(shown.length).toBeGreaterThan(0)
        }
      }
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
