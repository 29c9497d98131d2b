/** What each step of a plan does. Everything is as before when its promise resolves. */
import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Part } from '../../setup/processes.ts'
import { type Kind, longestMs, type Step } from './plan.ts'
import type { Stage } from './stage.ts'

/** A process that does not come up is started again, as an orchestrator would. */
export const startAgain = async (part: Part): Promise<void> => {
  for (let tries = 20; ; tries--) {
    try {
      return await part.start()
    } catch (reason) {
      if (tries === 0) throw reason
    }
  }
}

/** One thing at a time happens to each target. */
export class Targeted {
  readonly #last = new Map<string, Promise<void>>()

  exclusively(where: string, act: () => Promise<void>): Promise<void> {
    const acting = (this.#last.get(where) ?? Promise.resolve()).then(act)
    this.#last.set(
      where,
      acting.catch(() => {}),
    )
    return acting
  }
}

const found = <T>(all: ReadonlyMap<string, T>, name: string): T => {
  const one = all.get(name)
  if (one === undefined) throw new Error(`there is no ${name}`)
  return one
}

/** The stage with the people on it. */
export interface Scenery
  extends Pick<Stage, 'parts' | 'servers' | 'links' | 'noises' | 'throwOut' | 'takeWrites' | 'failOver'> {
  /** Takes away a share of what is old enough. */
  retain(share: number): Promise<void>
}

type Act = (scenery: Scenery, step: Step, targeted: Targeted) => Promise<void>

const withPart =
  (act: (part: Part, forMs: number) => Promise<void>): Act =>
  ({ parts }, { where, forMs }, targeted) =>
    targeted.exclusively(where, () => act(found(parts, where), forMs))

const withLink =
  (change: Partial<{ isStalled: boolean; delayMs: number; pieceBytes: number }>): Act =>
  ({ links }, { where, forMs }, targeted) =>
    targeted.exclusively(where, async () => {
      const link = Object.assign(found(links, where), change)
      await sleep(forMs)
      link.heal()
    })

const cut: Act = async ({ links }, { where, forMs }) => {
  const link = found(links, where)
  link.cut()
  link.isPlugged = false
  await sleep(forMs / 4)
  link.isPlugged = true
  await sleep(forMs)
  link.cut()
}

const hangUp: Act = async ({ links }, { where, forMs, atMs }) => {
  found(links, where).halfClose(atMs % 2 === 0 ? 'to target' : 'from target')
  await sleep(forMs)
}

const freeze: Act = ({ parts, servers }, { where, forMs }, targeted) =>
  targeted.exclusively(where, async () => {
    const part = parts.get(where)
    const pid = servers.get(where)?.pid
    part ? part.freeze() : process.kill(pid ?? 0, 'SIGSTOP')
    await sleep(forMs)
    part ? part.thaw() : process.kill(pid ?? 0, 'SIGCONT')
  })

const replace = async (part: Part) => {
  await part.end('SIGTERM')
  await startAgain(part)
}

const hourMs = 3_600_000

/** By up to a day, forward or back, and then to where it was. */
const setClock: Act = ({ parts }, { where, forMs, atMs }, targeted) =>
  targeted.exclusively(`${where}, its clock`, async () => {
    const part = found(parts, where)
    part.moveClock((atMs % 2 === 0 ? 1 : -1) * hourMs * (1 + (forMs % 24)))
    await sleep(forMs)
    part.moveClock(0)
  })

const acts: Readonly<Record<Kind, Act>> = {
  kill: withPart(async (part, forMs) => {
    await part.end('SIGKILL')
    await sleep(forMs)
    await startAgain(part)
  }),
  restart: withPart(replace),
  roll: async ({ parts }, _, targeted) => {
    for (const [name, part] of parts) await targeted.exclusively(name, () => replace(part))
  },
  freeze,
  wipe: ({ servers }, { where, forMs }, targeted) =>
    targeted.exclusively(where, async () => {
      const server = found(servers, where)
      await server.kill()
      await rm(server.dataDir, { recursive: true, force: true })
      await sleep(forMs)
      await server.start()
    }),
  'stop at once': ({ servers }, { where, forMs }, targeted) =>
    targeted.exclusively(where, async () => {
      const server = found(servers, where)
      await server.stop('SIGQUIT')
      await sleep(forMs)
      await server.start()
    }),
  noise: ({ noises }, { where, forMs }, targeted) =>
    targeted.exclusively(`${where}, its noise`, async () => {
      const noise = found(noises, where)
      noise.share = 1 / 9
      await sleep(2 * forMs)
      noise.share = 0
    }),
  retain: ({ retain }, { where, forMs }, targeted) => targeted.exclusively(where, () => retain(forMs / longestMs)),
  'throw out': ({ throwOut }, { where, forMs }, targeted) =>
    targeted.exclusively(where, async () => {
      for (const end = Date.now() + forMs; Date.now() < end; await sleep(20)) await throwOut()
    }),
  'turn read-only': ({ takeWrites }, { where, forMs }, targeted) =>
    targeted.exclusively(where, async () => {
      await takeWrites(false)
      await sleep(2 * forMs)
      await takeWrites(true)
    }),
  /** Now and then the old primary goes on for a while for those who are connected to it. */
  'fail over': ({ failOver }, { where, forMs, atMs }, targeted) =>
    targeted.exclusively(where, () => failOver({ lostMs: forMs, splitMs: atMs % 2 === 0 ? 0 : forMs / 2 })),
  cut,
  stall: withLink({ isStalled: true }),
  delay: withLink({ delayMs: 15 }),
  crumble: withLink({ delayMs: 1, pieceBytes: 100 }),
  'hang up': hangUp,
  'set clock': setClock,
}

export const carryOut = async (scenery: Scenery, step: Step, targeted: Targeted): Promise<void> => {
  await sleep(step.atMs)
  await acts[step.what](scenery, step, targeted)
}
