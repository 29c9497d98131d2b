/** Whom people block. */
import type { Queryable } from '@parley/service-kit'

export interface Block {
  readonly person: string
  readonly other: string
  readonly holds: boolean
  readonly epoch: number
  readonly seq: number
}

const putSql = `
  insert into block (person, other, holds, epoch, seq) select $1, $2, $3, $4, $5
  where not exists (select from erasing where erasing.person = $1)
  on conflict (person, other) do update set holds = excluded.holds, epoch = excluded.epoch, seq = excluded.seq
  where (block.epoch, block.seq) <= (excluded.epoch, excluded.seq)`

/** An older one than is known changes nothing. */
export const putBlock = async (db: Queryable, { person, other, holds, epoch, seq }: Block): Promise<void> =>
  void (await db.query(putSql, [person, other, holds, epoch, seq]))
