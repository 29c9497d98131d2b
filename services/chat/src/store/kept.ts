/** Messages of any rooms about which somebody keeps something, and what they say now. */
import type { Output } from '@parley/protocol'
import type { Database, InEpoch } from '@parley/service-kit'

type Edited = NonNullable<Output<'bookmark.list'>['bookmarks'][number]['edited']>

/** Of a row with the columns below. */
export interface KeptRow extends InEpoch {
  /** Position of the last edit; null where there is none. */
  readonly edit: number | null
  readonly editedAt: number
  readonly editedText: string
}

export interface Kept extends InEpoch {
  readonly edited: Edited | undefined
}

export const keptColumns = `(select current_epoch()) as epoch, latest.seq as edit,
  floor(extract(epoch from latest.at) * 1000)::bigint as "editedAt", latest.body ->> 'text' as "editedText"`

/** Behind a table that has the room and the position of the message. */
export const keptJoins = (table: string) => `
  left join message_state state on state.room = ${table}.room and state.seq = ${table}.seq
  left join event latest on latest.stream = state.room and latest.seq = state.edits[cardinality(state.edits)]`

export const readKept = <Row extends KeptRow>(
  db: Pick<Database, 'read'>,
  rows: readonly Row[],
): (Omit<Row, 'edit' | 'editedAt' | 'editedText'> & Kept)[] => {
  db.read(rows)
  return rows.map(({ edit, editedAt, editedText, ...row }) => ({
    ...row,
    edited: edit === null ? undefined : { seq: edit, at: editedAt, text: editedText },
  }))
}
