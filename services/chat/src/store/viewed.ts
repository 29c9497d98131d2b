import type { Database, InEpoch } from '@parley/service-kit'

/** Rows that are told to somebody, each with the epoch that it was read in: the process learns of a new one by them. */
export const viewed = async <Row extends InEpoch>(
  db: Pick<Database, 'read'>,
  reading: Promise<Row[]>,
): Promise<Row[]> => {
  const rows = await reading
  db.read(rows)
  return rows
}
