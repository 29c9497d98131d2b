/** Where a run is played: the whole platform as processes of ours, with a network between all of them. */
import type { Server } from '@parley/backing'
import { eventually } from '../../setup/eventually.ts'
import type { Link } from '../../setup/link.ts'
import { makeNoise, type NatsNoise } from '../../setup/nats-noise.ts'
import { type Part, startProcesses } from '../../setup/processes.ts'
import { seeded } from '../../setup/seeded.ts'
import type { Stored } from '../history/history.ts'
import { storedSince } from './log.ts'
import { complaintsOfStore } from './store-complaints.ts'

export interface Stage extends AsyncDisposable {
  /** Of the gateways. */
  readonly urls: readonly string[]
  readonly parts: ReadonlyMap<string, Part>
  readonly servers: ReadonlyMap<string, Server>
  readonly links: ReadonlyMap<string, Link>
  /** What spoils the events on their way from NATS, by gateway. */
  readonly noises: ReadonlyMap<string, NatsNoise>
  /** Of Postgres, for an administrator; absent where it cannot be had. */
  readonly adminUrl?: string
}

const byName = <T extends { name: string }>(all: readonly T[]): Map<string, T> => new Map(all.map((one) => [one.name, one]))

/**
 * Small rings, short patience and little room, so that a run of seconds comes to where a day in production does.
 */
const small = {
  RING_EVENTS: '32',
  RESUME_EVENTS: '400',
  UNREAD_BYTES: '65536',
  HEARTBEAT_MS: '1500',
  COMPARE_MS: '1000',
}

export const openStage = async (): Promise<Stage> => {
  const noises = new Map<string, NatsNoise>()
  const onNats = (part: string) => {
    if (!part.startsWith('gateway')) return {}
    const noise = makeNoise((subject) => subject.includes('.ev.'), seeded(noises.size + 1), 0)
    noises.set(part, noise)
    return { replies: noise.spoil }
  }
  const processes = await startProcesses({ onNats, env: small })
  const { postgres, nats, redis } = processes
  return {
    urls: processes.urls,
    parts: byName(processes.parts),
    servers: new Map(Object.entries({ postgres, nats, redis })),
    links: processes.links,
    noises,
    adminUrl: processes.adminUrl,
    [Symbol.asyncDispose]: () => processes[Symbol.asyncDispose](),
  }
}
