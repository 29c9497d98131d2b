/** Files become parts of messages: chat asks before it sends one, and from then on the message refers to them. */
import { answerQuestion } from '@parley/service-kit'
import { type Attached, type AttachQuestion, filesOwner } from '@parley/wire'
import type { Context } from './context.ts'
import { factsOf } from './facts.ts'
import { findOwn } from './store/files.ts'
import { noteReferences } from './store/references.ts'

type Means = Pick<Context, 'db' | 'config' | 'bus'>

const attach = async ({ db, config }: Means, asked: AttachQuestion): Promise<Attached> => {
  const { user, room, message, files } = asked
  const most = config.MESSAGE_FILE_BYTES
  return db.transaction(
    async (tx) => {
      const found = await findOwn(tx, user, files)
      if (found.length !== files.length) return {}
      if (found.reduce((sum, { size }) => sum + size, 0) > most) return { most }
      return (await noteReferences(tx, user, { room, message }, files)) ? { files: found.map(factsOf) } : {}
    },
    { account: user },
  )
}

export const answerAttach = (means: Means): Disposable =>
  answerQuestion(means.bus, filesOwner, 'attach', (asked) => attach(means, asked))
