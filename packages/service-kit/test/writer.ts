/** A process that writes into an outbox, which is empty before each test. */
import { randomUUID } from 'node:crypto'
import { beforeEach } from 'vitest'
import type { Transaction } from '../src/transaction.ts'
import { useKit } from './kit.ts'

export const useWriter = async () => {
  const kit = await useKit()
  const owner = await kit.open()

  beforeEach(async () => {
    await kit.sql(`
      update history set pruned_xid = greatest(pruned_xid,
        (select max(xid) from outbox where xid < pg_snapshot_xmin(pg_current_snapshot())))`)
    await kit.sql('truncate event, outbox, projection, stream, note, copy')
  })

  const emit = async (tx: Transaction, stream: string, texts: readonly string[]) => {
    const locked = (await tx.lock([stream])).of('chat/room', stream)
    for (const text of texts) tx.emit(locked, 'message.sent', null, { id: randomUUID(), text })
  }
  /** Somebody leaves: another kind of event. */
  const part = (stream: string, user: string) =>
    owner.db.transaction(async (tx) => {
      tx.emit((await tx.lock([stream])).of('chat/room', stream), 'member.left', user, { user })
    })
  const say = (stream: string, ...texts: string[]) => owner.db.transaction((tx) => emit(tx, stream, texts))

  /** Begins a transaction that has a number, and stays open until told. */
  const openTransaction = async (work: (tx: Transaction) => Promise<void>) => {
    const begun = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    const done = owner.db.transaction(async (tx) => {
      await tx.query('select pg_current_xact_id()')
      begun.resolve()
      await go.promise
      await work(tx)
    })
    await begun.promise
    return {
      commit: () => {
        go.resolve()
        return done
      },
    }
  }

  return { kit, owner, emit, say, part, openTransaction }
}
