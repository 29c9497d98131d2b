/** Whom people block. */
import type { Queryable } from '@parley/service-kit'

export interface Block {
  readonly person: string
  readonly other: string
  /** Whether they do so from then on. */
  readonly holds: boolean
  readonly epoch: number
  readonly seq: number
}

const putSql = `
  insert into block (person, other, holds, epoch, seq)
  select * from unnest($1::uuid[], $2::uuid[], $3::boolean[], $4::bigint[], $5::bigint[]) as new (person, other, holds, epoch, seq)
  where not exists (select from erasing where erasing.person = new.person)
  order by person, other
  on conflict (person, other) do update set holds = excluded.holds, epoch = excluded.epoch, seq = excluded.seq
  where (block.epoch, block.seq) <= (excluded.epoch, excluded.seq)`

/** Each pair once. What is newer stays. */
export const putBlocks = async (db: Queryable, blocks: readonly Block[]): Promise<void> =>
  void (await db.query(putSql, [
    blocks.map(({ person }) => person),
    blocks.map(({ other }) => other),
    blocks.map(({ holds }) => holds),
    blocks.map(({ epoch }) => epoch),
    blocks.map(({ seq }) => seq),
  ]))

const apartSql = `
  select exists (select from block where person = one and other = two and holds)
    or exists (select from block where person = two and other = one and holds) as apart
  from unnest($1::uuid[], $2::uuid[]) with ordinality as pair (one, two, ord) order by ord`

/** Whether one of the two blocks the other, in the order of the pairs. */
export const areApart = async (
  db: Queryable,
  pairs: readonly { readonly reader: string; readonly person: string }[],
): Promise<boolean[]> => {
  const columns = [pairs.map(({ reader }) => reader), pairs.map(({ person }) => person)]
  return (await db.query<{ apart: boolean }>(apartSql, columns)).map(({ apart }) => apart)
}
