/** Files become parts of messages: chat asks before it sends one, and from then on the message refers to them. */
import { answerQuestion } from '@parley/service-kit'
import { type Attached, type AttachQuestion, filesOwner } from '@parley/wire'
import type { Context } from './context.ts'
import { factsOf } from './facts.ts'
import { findOwn, findThese } from './store/files.ts'
import { noteReferences } from './store/references.ts'
import { infectedAmong } from './store/scans.ts'

type Means = Pick<Context, 'db' | 'config' | 'bus'>

const attach = async ({ db, config }: Means, asked: AttachQuestion): Promise<Attached> => {
  const { user, room, message, files, seen } = asked
  const most = config.MESSAGE_FILE_BYTES
  return db.transaction(
    async (tx) => {
      const found = seen ? await findThese(tx, files) : await findOwn(tx, user, files)
      if (found.length !== files.length)
        return (await infectedAmong(tx, user, files)).length > 0 ? { infected: true } : {}
      if (found.some(({ waits }) => waits)) return { waits: true }
      if (!seen && found.reduce((sum, { size }) => sum + size, 0) > most) return { most }
      return (await noteReferences(tx, { room, message, owner: seen ? null : user }, files))
        ? { files: found.map(factsOf) }
        : {}
    },
    { account: user },
  )
}

export const answerAttach = (means: Means): Disposable =>
  answerQuestion(means.bus, filesOwner, 'attach', (asked) => attach(means, asked))
