/**
 * That one process uses a file at a time. Who does has a file beside it, and touches that again and again: one that is
 * left by a killed process is taken over, also where another process has its number by now, as in containers.
 */
import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

interface Holder {
  readonly id: string
  readonly pid: number
  readonly host: string
}

const touchEveryMs = 1_000
/** Longer than between two touches, also where a file system counts in steps of two seconds. */
const watchMs = 5_000

/** Of this process, so that it does not take over from itself. */
const ours = new Set<string>()

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Nothing of one that is just being written. */
const readHolder = async (path: string): Promise<Partial<Holder>> => {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Partial<Holder>
  } catch {
    return {}
  }
}

const touchedAt = (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )

/** Whether somebody touches it while we watch; no clock is compared with another's. */
const isTouched = async (path: string): Promise<boolean> => {
  const first = await touchedAt(path)
  for (let ms = 0; ms < watchMs; ms += 200) {
    await sleep(200)
    if ((await touchedAt(path)) !== first) return true
  }
  return false
}

const isInUse = async (path: string, { id, pid, host }: Partial<Holder>): Promise<boolean> => {
  if (id && ours.has(id)) return true
  const isGone = host === hostname() && pid !== undefined && pid !== process.pid && !isAlive(pid)
  return !isGone && isTouched(path)
}

/** Takes the file of who is gone out of the way; puts it back where another has come in between. */
const takeAway = async (path: string, gone: Partial<Holder>, id: string): Promise<void> => {
  const aside = `${path}.${id}`
  await rename(path, aside).catch(() => {})
  const found = await readHolder(aside)
  if (found.id !== gone.id) await link(aside, path).catch(() => {})
  await rm(aside, { force: true })
}

export class LockFile {
  readonly #path: string
  readonly #id: string
  readonly #timer: NodeJS.Timeout

  private constructor(path: string, id: string) {
    this.#path = path
    this.#id = id
    ours.add(id)
    this.#timer = setInterval(() => void this.#touch(), touchEveryMs).unref()
  }

  /** Throws where another process holds it, or this one does already. */
  static async take(path: string): Promise<LockFile> {
    const holder: Holder = { id: randomUUID(), pid: process.pid, host: hostname() }
    for (let tries = 0; tries < 3; tries++) {
      if (await LockFile.#make(path, holder)) return new LockFile(path, holder.id)
      const other = await readHolder(path)
      if (await isInUse(path, other)) throw new Error(inUse(path, other))
      await takeAway(path, other, holder.id)
    }
    throw new Error(inUse(path, await readHolder(path)))
  }

  static async #make(path: string, holder: Holder): Promise<boolean> {
    try {
      await writeFile(path, JSON.stringify(holder), { mode: 0o600, flag: 'wx' })
      return true
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault
      return false
    }
  }

  /** Whether nobody has taken it over, as may happen to a process that stood still for seconds. */
  async isHeld(): Promise<boolean> {
    return (await readHolder(this.#path)).id === this.#id
  }

  async release(): Promise<void> {
    clearInterval(this.#timer)
    if (await this.isHeld()) await rm(this.#path, { force: true })
    ours.delete(this.#id)
  }

  async #touch(): Promise<void> {
    const now = new Date()
    if (await this.isHeld()) await utimes(this.#path, now, now).catch(() => {})
  }
}

const inUse = (path: string, { pid, host }: Partial<Holder>): string =>
  `${path.replace(/\.lock$/, '')} is in use by process ${pid} on ${host}: give each program a file of its own`
