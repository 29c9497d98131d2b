/** The text search configurations of Postgres: which words are forms of one. */
import type { Queryable } from '@parley/service-kit'
import type { Stems } from '../search-terms.ts'

const knownSql = `select cfgname as name from pg_ts_config order by cfgname`

export const listConfigurations = async (db: Queryable): Promise<string[]> =>
  (await db.query<{ name: string }>(knownSql)).map(({ name }) => name)

const stemsSql = `
  select word, tsvector_to_array(to_tsvector($1::text::regconfig, word)) as stems from unnest($2::text[]) word`

/** Of words that a search or a stretch has, in one question. `simple` has none: there each word stands for itself. */
export const stemsOf = async (db: Queryable, configuration: string, words: Iterable<string>): Promise<Stems> => {
  if (configuration === 'simple') return () => []
  const rows = await db.query<{ word: string; stems: string[] }>(stemsSql, [configuration, [...new Set(words)]])
  const found = new Map(rows.map(({ word, stems }) => [word, stems]))
  return (word) => found.get(word) ?? []
}
