/**
 * Which history this process works on. The epoch is the schema's, and the server's: where a connection leads to another
 * server (a standby that was promoted without the last commits, a backup that was restored), the next epoch begins there, by
 * whichever process sees it first. Nothing is written or told under an epoch that is not that of the server.
 */
import type pg from 'pg'
import { coalesce } from './batch.ts'
import type { Log } from './log.ts'
import { OtherHistory } from './other-history.ts'
import { type WarnSeldom, warnSeldom } from './seldom.ts'
import { steadyNow } from './steady-clock.ts'

/** What statements need to know of it. */
export interface Epochs {
  /** That of the server's history, as far as this process knows. */
  readonly epoch: number
  /** Tells what epoch a statement has read in. Throws OtherHistory where that is over: its server was left behind. */
  see(epoch: number): void
  /** Soon looks which history there is. */
  doubt(): void
}

interface Found {
  readonly epoch: number
  /** Whether the epoch began on this server. */
  readonly settled: boolean
  /** The last transaction that appended to streams. It is on the disk, and so never goes back: ids alone may, in a crash. */
  readonly written: string
}

const foundSql = `
  select history.epoch,
    history.lineage is not distinct from server_timeline() || '/' || history.tableoid
      and history.cluster is not distinct from server_cluster() as settled,
    coalesce(greatest(history.pruned_xid, (select max(xid) from outbox)), '0')::text as written
  from history`

const settleSql = 'select epoch, begun from settle_epoch($1, $2)'

/** Of a schema that has not been migrated: another look at it says so better. */
const unmigrated = /^(42P01|42703|42883|3F000)$/

/**
 * When only a server of a lower epoch is found for so long, and nobody tells of the higher one, it is the right one: somebody
 * went back to it. Until then it is one that was left behind, and some connections lead to it still. From the moment when it is
 * found: who was asleep hears of the other first.
 */
const outlivedMs = 10_000

/** What pg has of a connection, and does not say. */
interface Wired {
  readonly connection?: { readonly stream: { destroy(): void } }
}

type Client = Pick<pg.ClientBase, 'query'>
type OnConnection = <T>(work: (client: Client) => Promise<T>) => Promise<T>

export class History implements Epochs {
  readonly #log: Log
  readonly #warn: WarnSeldom
  readonly #outlivedMs: number
  readonly #epochs = new Map<pg.ClientBase, number>()
  readonly counts = { changes: 0 }
  #epoch = 0
  #written = 0n
  /** Since when no server in this epoch was found, by `steadyNow()`; undefined where the last one was. */
  #missedSince: number | undefined
  #on: OnConnection = () => Promise.reject(new Error('no pool to look by'))
  #looking = async () => {}
  #changed: ((epoch: number) => void)[] = []

  constructor(log: Log, options: { readonly outlivedMs?: number } = {}) {
    this.#log = log
    this.#warn = warnSeldom(log)
    this.#outlivedMs = options.outlivedMs ?? outlivedMs
  }

  /** For who looks again anyway: what a look failed of. */
  readonly unknown = (err: unknown): void =>
    this.#warn({ err }, 'which history Postgres holds is not known, looking again')

  get epoch(): number {
    return this.#epoch
  }

  /** Looks by way of this pool from now on. */
  use(pool: pg.Pool): void {
    this.#on = async (work) => {
      const client = await pool.connect()
      let fault: Error | undefined
      try {
        return await work(client)
      } catch (reason) {
        fault = reason as Error
        throw reason
      } finally {
        client.release(fault)
      }
    }
    this.#looking = coalesce(() => this.#on(async (client) => void (await this.check(client))))
  }

  onChange(then: (epoch: number) => void): void {
    this.#changed.push(then)
  }

  /** Which history there is now. Fails as Postgres does, or with OtherHistory. */
  look(): Promise<void> {
    return this.#looking()
  }

  doubt(): void {
    this.#looking().catch(this.unknown)
  }

  see(epoch: number): void {
    if (epoch < this.#epoch) {
      this.doubt()
      throw new OtherHistory(epoch, this.#epoch)
    }
    if (epoch > this.#epoch) this.#adopt(epoch)
  }

  /** Another process has just seen a server in this epoch. */
  hear(epoch: number): void {
    if (epoch < this.#epoch) return
    this.#missedSince = undefined
    this.learn(epoch)
  }

  /** Somebody remembers this epoch, and need not have seen it now. */
  learn(epoch: number): void {
    if (epoch <= this.#epoch) return
    this.#adopt(epoch)
    this.doubt()
  }

  /** For each new connection, before anybody gets it: throws where it leads to a server that is not to be used. */
  async enter(client: pg.ClientBase): Promise<void> {
    client.once('end', () => this.#epochs.delete(client))
    const epoch = await this.check(client).catch((reason) => {
      if (unmigrated.test(reason.code ?? '')) return this.#epoch
      throw reason
    })
    if (epoch < this.#epoch) throw new OtherHistory(epoch, this.#epoch)
    this.#epochs.set(client, epoch)
  }

  /** Begins the next epoch where this connection's server is another one, or holds less than there was. Resolves to its epoch. */
  async check(client: Client): Promise<number> {
    // Both as of now: what is heard meanwhile is of another epoch.
    const [known, written] = [this.#epoch, this.#written]
    const { rows } = await client.query<Found>(foundSql)
    const found = rows[0] as Found
    if (this.#isLeftBehind(found.epoch)) throw new OtherHistory(found.epoch, this.#epoch)
    const isLess = found.epoch < known || (found.epoch === known && BigInt(found.written) < written)
    const settled = found.settled && !isLess ? found : await this.#settle(client, isLess, known)
    this.#adopt(settled.epoch)
    const isOfNow = settled.epoch === found.epoch && found.epoch === this.#epoch
    if (isOfNow && BigInt(found.written) > this.#written) this.#written = BigInt(found.written)
    return settled.epoch
  }

  /** Clients have been given in this epoch what Postgres does not hold: the next one begins, unless it has already. */
  async begin(epoch: number): Promise<void> {
    await this.#on(async (client) => this.#adopt((await this.#settle(client, true, epoch)).epoch))
  }

  #isLeftBehind(epoch: number): boolean {
    if (epoch >= this.#epoch) return false
    this.#missedSince ??= steadyNow()
    return steadyNow() - this.#missedSince < this.#outlivedMs
  }

  async #settle(client: Client, doubts: boolean, known: number): Promise<{ readonly epoch: number }> {
    const { rows } = await client.query<{ epoch: number; begun: boolean }>(settleSql, [known, doubts])
    const settled = rows[0] as { epoch: number; begun: boolean }
    if (settled.begun)
      this.#log.error(
        { epoch: settled.epoch, epoch_before: known },
        'Postgres holds another history than before (a standby was promoted, or a backup restored): a new epoch begins, and everybody reads anew',
      )
    return settled
  }

  #adopt(epoch: number): void {
    if (epoch < this.#epoch) return
    this.#missedSince = undefined
    if (epoch === this.#epoch) return
    const before = this.#epoch
    this.#epoch = epoch
    this.#written = 0n
    if (before === 0) return
    this.counts.changes++
    this.#log.warn({ epoch, epoch_before: before }, 'another epoch has begun: connections of the one before are ended')
    this.#endFormer()
    for (const then of this.#changed) then(epoch)
  }

  /** They may lead to a server that was left behind, and takes what is written still. */
  #endFormer(): void {
    for (const [client, epoch] of this.#epochs)
      if (epoch < this.#epoch) (client as unknown as Wired).connection?.stream.destroy()
  }
}
