/** A client without our SDK, that comes back whenever it was cut off, and goes on from what it has seen. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Sent, uuid7 } from '@parley/client'
import { ownerOf, type ServerFrame } from '@parley/protocol'
import { connectRaw, type Positions, type RawClient, type RawEncoding } from '../../setup/raw-client.ts'
import { sightsByEpoch, sightsOf, standing } from '../../setup/sights.ts'
import { type Address, carries, type Device, stumbles } from './device.ts'
import { persist } from './persist.ts'

const againMs = 60

export interface RawDevice extends Device {
  /** Reads nothing for a while. */
  dawdle(ms: number): Promise<void>
  /** Sends one behind the other without waiting for answers; undefined for what was not answered. */
  sendInARow(room: string, texts: readonly string[]): Promise<(Sent | undefined)[]>
  /** With which the server closed its connections. */
  readonly closeCodes: readonly number[]
}

export interface Session {
  readonly user: string
  readonly token: () => Promise<string>
}

/** `address.url` is read at each connection: another one may be due by then. */
export const openRawDevice = (
  name: string,
  address: Address,
  { user, token }: Session,
  encoding: RawEncoding = 'json',
): RawDevice => {
  const frames: ServerFrame[] = []
  const complaints: string[] = []
  const closeCodes: number[] = []
  let client: RawClient | undefined
  let isOver = false

  const sights = () => [...sightsOf(frames, user, 'text')]

  /** The epochs of the last connection, by owner. */
  const epochs = new Map<string, number>()
  const positions = (): Positions =>
    Object.fromEntries(
      [...standing(sights())].flatMap(([on, seq]) => {
        const epoch = epochs.get(ownerOf(on))
        return epoch === undefined ? [] : [[on, [epoch, seq]]]
      }),
    )

  /** The threads that it looked at. */
  const followAgain = async (connected: RawClient, have: Positions) => {
    const named = new Set(connected.hello.streams.map(({ on }) => on))
    const asides = [...standing(sights()).keys()].filter((on) => !named.has(on))
    if (asides.length === 0) return
    const known = Object.fromEntries(Object.entries(have).filter(([on]) => asides.includes(on)))
    await connected.call('stream.follow', { streams: asides, have: known }).catch((reason) => {
      connected.socket.terminate()
      throw reason
    })
  }

  const stayConnected = async () => {
    while (!isOver) {
      try {
        const headers = { host: address.host }
        const have = positions()
        const connected = await connectRaw(address.url, await token(), { have, frames, headers, encoding })
        await followAgain(connected, have)
        client = connected
        // It may be over since this was begun.
        if (isOver) client.socket.terminate()
        for (const { on, epoch } of client.hello.streams) epochs.set(ownerOf(on), epoch)
        const code = await keepAlive(client)
        if (!isOver) closeCodes.push(code)
      } catch {
        // Not let in for now.
      }
      client = undefined
      if (!isOver) await sleep(againMs)
    }
  }
  const staying = stayConnected()

  const untilConnected = async (): Promise<RawClient> => {
    while (!client && !isOver) await sleep(10)
    if (!client) throw new Error(`${name} is no more`)
    return client
  }

  return {
    name,
    user,
    frames,
    send: (room, text) => {
      const id = uuid7()
      return persist(async () => (await untilConnected()).call('message.send', { room, id, text }))
    },
    look: async (room) => {
      const connected = await untilConnected()
      await connected.call('stream.follow', { streams: [`chat/room/${room}`] }).catch(() => {})
    },
    dawdle: async (ms) => {
      const connected = await untilConnected()
      connected.socket.pause()
      await sleep(ms)
      connected.socket.resume()
    },
    sendInARow: async (room, texts) => {
      const connected = await untilConnected()
      const places = await Promise.all(
        texts.map((text) => connected.call('message.send', { room, id: uuid7(), text }).catch(() => undefined)),
      )
      const seqs = places.flatMap((place) => place?.seq ?? [])
      if (seqs.some((seq, at) => seq <= (seqs[at - 1] ?? 0)))
        complaints.push(`${name} sent messages one behind the other that are numbered ${seqs.join(', ')}`)
      return places
    },
    closeCodes,
    sights,
    sightsByEpoch: () => sightsByEpoch(frames, user, 'text'),
    complaints: () => [
      ...complaints,
      ...[...stumbles(frames), ...carries(frames, user)].map((one) => `${name} ${one}`),
    ],
    [Symbol.asyncDispose]: async () => {
      isOver = true
      client?.socket.terminate()
      await staying
    },
  }
}

/** Until the server closes; resolves to the code. */
const keepAlive = async (client: RawClient): Promise<number> => {
  const beat = setInterval(() => client.call('ping', {}).catch(() => {}), client.hello.heartbeat_ms)
  const code = await client.closed()
  clearInterval(beat)
  return code
}
