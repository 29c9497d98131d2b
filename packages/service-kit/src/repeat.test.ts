import { describe, expect, test } from 'vitest'
import { isRead, repeating } from './repeat.ts'

describe('a statement', () => {
  test.each([
    'select 1',
    'select text from note where id = $1',
    'with old as (select 1 as one) select * from old',
    'select o.id from unnest($1::uuid[]) with ordinality o (id, ord)',
    'select id from stream where id = any($1::uuid[]) order by id for update',
    '-- update nothing\n  select 1',
  ])('that reads may be carried out twice: %s', (sql) => expect(isRead(sql)).toBe(true))

  test.each([
    'insert into note values (1)',
    'update note set text = $1',
    'delete from note',
    'with gone as (delete from note returning id) select * from gone',
    'select outcome, seq, at from send($1, $2, $3, $4) order by ord',
    "select nextval('numbers')",
    'lock table note in share mode',
    'truncate note',
  ])('that may write is not: %s', (sql) => expect(isRead(sql)).toBe(false))
})

describe('what failed for a moment', () => {
  const failing = (times: number) => {
    const seen = { tries: 0, notes: [] as boolean[] }
    const work = async () => {
      if (++seen.tries <= times) throw new Error('gone')
      return 'done'
    }
    return {
      seen,
      run: (may = true) =>
        repeating(
          work,
          () => may,
          (isRepeated) => seen.notes.push(isRepeated),
        ),
    }
  }

  test('is tried again until it succeeds', async () => {
    const { seen, run } = failing(2)
    expect(await run()).toBe('done')
    expect(seen).toEqual({ tries: 3, notes: [true, true] })
  })

  test('is given up after some tries, as whoever asked asks again', async () => {
    const { seen, run } = failing(99)
    await expect(run()).rejects.toThrow('gone')
    expect(seen.tries).toBe(4)
    expect(seen.notes.at(-1)).toBe(false)
  })

  test('is tried once where it may not be repeated', async () => {
    const { seen, run } = failing(1)
    await expect(run(false)).rejects.toThrow('gone')
    expect(seen).toEqual({ tries: 1, notes: [false] })
  })
})
