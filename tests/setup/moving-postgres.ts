/** A Postgres behind an address that moves to its standby, as a service's address does when the primary is lost. */
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Server, startPostgres, startStandby } from '@parley/backing'
import { layLink } from '@parley/testcontainers/link'
import type { Stored } from '../faults/history/history.ts'
import { query, storedEvents } from './stored.ts'

/** What a fail-over has lost, and when. */
export interface FailOver {
  /** What the old primary held of chat when it ended, and in which epoch. */
  readonly epoch: number
  readonly stored: readonly Stored[]
  /** What was acknowledged before is there still; by `Date.now()`. */
  readonly keptUntil: number
  /** Nothing was acknowledged by the old primary after it. */
  readonly lostUntil: number
}

export interface FailOverOptions {
  /** How long the primary goes on with nobody following it. */
  readonly lostMs: number
  /** How long it goes on besides for those who are connected to it, when the standby has taken over already. */
  readonly splitMs?: number
  /** What happens meanwhile, when what is written no longer arrives at the standby. */
  readonly meanwhile?: () => Promise<unknown>
}

export interface MovingPostgres extends Server {
  /** Makes a standby, promotes it without the last commits, moves the address, and ends the primary. */
  failOver(options: FailOverOptions): Promise<FailOver>
  /** The same with a primary that ends in order, behind which the standby has everything. */
  switchOver(): Promise<void>
}

/** Connections to the port that it stands for now. */
const layAddress = async (to: number) => {
  const target = { port: to }
  const open = new Set<Socket>()
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect(target.port, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one
        .on('error', () => other.destroy())
        .on('close', () => {
          open.delete(one)
          other.destroy()
        })
      one.pipe(other)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    for (const socket of open) socket.destroy()
    server.close()
    await once(server, 'close')
  }
  return { target, port: (server.address() as AddressInfo).port, close }
}

const epochSql = 'select epoch::float8 as epoch from chat.history'

export const startMovingPostgres = async (folder: string): Promise<MovingPostgres> => {
  await using scope = new AsyncDisposableStack()
  let place = 0
  let current: Server = await startPostgres({ dataDir: `${folder}/postgres-${place}`, durable: false })
  scope.defer(() => current[Symbol.asyncDispose]())
  const address = await layAddress(current.port)
  scope.defer(address.close)
  const url = current.url.replace(`:${current.port}/`, `:${address.port}/`)

  const withStandby = async (
    takeOver: (
      standby: Awaited<ReturnType<typeof startStandby>>,
      line: Awaited<ReturnType<typeof layLink>>,
    ) => Promise<void>,
  ) => {
    await using line = await layLink([current.url])
    const dataDir = `${folder}/postgres-${++place}`
    const standby = await startStandby({ primary: current, primaryUrl: line.url, dataDir, durable: false })
    try {
      await takeOver(standby, line)
    } catch (reason) {
      await standby[Symbol.asyncDispose]()
      throw reason
    }
    const former = current
    current = standby
    await former[Symbol.asyncDispose]()
    await rm(former.dataDir, { recursive: true, force: true })
  }

  /** What it held to the last moment, read from it once more. */
  const heldBy = async (server: Server) => {
    await server.start()
    const [history] = await query<{ epoch: number }>(server.url, epochSql)
    return { epoch: history?.epoch ?? 0, stored: await storedEvents(server.url, 'text') }
  }

  const failOver: MovingPostgres['failOver'] = async ({ lostMs, splitMs = 0, meanwhile = async () => {} }) => {
    let lost: FailOver | undefined
    await withStandby(async (standby, line) => {
      const keptUntil = Date.now()
      await standby.caughtUp()
      line.isStalled = true
      await Promise.all([sleep(lostMs), meanwhile()])
      if (splitMs === 0) await current.kill()
      line.isPlugged = false
      line.cut()
      await standby.promote()
      address.target.port = standby.port
      await sleep(splitMs)
      if (splitMs > 0) await current.kill()
      const lostUntil = Date.now()
      lost = { ...(await heldBy(current)), keptUntil, lostUntil }
    })
    return lost as unknown as FailOver
  }

  const running = scope.move()
  return {
    url,
    get pid() {
      return current.pid
    },
    port: address.port,
    get dataDir() {
      return current.dataDir
    },
    get log() {
      return current.log
    },
    stop: (signal) => current.stop(signal),
    start: () => current.start(),
    kill: () => current.kill(),
    failOver,
    switchOver: () =>
      withStandby(async (standby) => {
        await standby.caughtUp()
        await current.stop()
        await standby.promote()
        address.target.port = standby.port
      }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
