/** What is in a bank changes behind the lock of its stream: in that of a space, by who may there, and in that of the deployment, by its staff. */
import { deploymentBank, fail } from '@parley/protocol'
import type { LockedStream, Transaction } from '@parley/service-kit'
import { noteAct } from './audit.ts'
import type { Chat } from './context.ts'
import { lockSpace } from './space-lock.ts'
import { livesIn } from './store/spaces.ts'

interface Change {
  /** The space, or the bank of the deployment. */
  readonly of: string
  readonly user: string
}

/**
 * Before anybody waits, and before a file is held. Who has just lost a role of the platform may still be told yes: the role is of another
 * service, which is asked.
 */
export const checkMayChange = async (
  { db, staffed }: Pick<Chat, 'db' | 'staffed'>,
  { of, user }: Change,
): Promise<void> => {
  const needs = 'bank.manage'
  if (of !== deploymentBank) {
    if (!(await livesIn(db, of, user))) fail('SPACE_NOT_FOUND')
  } else if (!(await staffed({ user, needs }))) fail('ROLE_MISSING', { needs })
}

interface LockedBank {
  readonly stream: LockedStream<'chat/space' | 'chat/bank'>
  /** Keeps in the audit of the space who did it. Of the deployment the stream says so. */
  readonly note: (done: Parameters<typeof noteAct>[3]) => Promise<void>
}

export const lockBank = async (tx: Transaction, { of, user }: Change): Promise<LockedBank> => {
  if (of !== deploymentBank) {
    const { stream } = await lockSpace(tx, of, user, { may: 'manage_space' })
    return { stream, note: (done) => noteAct(tx, stream, user, done) }
  }
  await tx.ensureStreams('chat/bank', [of])
  return { stream: (await tx.lock([of])).of('chat/bank', of), note: async () => {} }
}
