/** The bank of the deployment. That of a space is read with the space. */
import { deploymentBank, type Output } from '@parley/protocol'
import { type Database, ensureStreams, type InEpoch } from '@parley/service-kit'
import { emojiSql } from './emoji.ts'
import { stickersSql } from './stickers.ts'

type Told = Output<'bank.get'>

/** What is in a bank. */
export interface Bank {
  readonly emoji: NonNullable<Told['emoji_list']>
  readonly stickers: NonNullable<Told['sticker_list']>
}

interface Row extends Bank, InEpoch {
  readonly head: number
}

const wholeSql = `
  select head, (select current_epoch()) as epoch, ${emojiSql('stream.id')} as emoji, ${stickersSql('stream.id')} as stickers
  from stream where id = $1`

/** Its stream is made when somebody first asks for it. */
export const ensureBank = (db: Database): Promise<void> => ensureStreams(db, 'chat/bank', [deploymentBank])

const read = async (db: Database): Promise<Row | undefined> => {
  const rows = await db.query<Row>(wholeSql, [deploymentBank])
  db.read(rows)
  return rows[0]
}

/** One statement, so one moment: what it tells is so at its head. */
export const readBank = async (db: Database): Promise<Row> => {
  const found = await read(db)
  if (found) return found
  await ensureBank(db)
  return (await read(db)) as Row
}
