/** All spaces, as those are told of them who run the platform. */
import type { Output } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'
import { type EstateRow, listEstates } from './store/estates.ts'

export type Estate = Output<'estate.find'>['spaces'][number]

/** What is not known is left out. */
export const toldEstate = (row: EstateRow): Estate =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Estate

const page = 100

/** For the command line. */
export async function* estates(db: Queryable, name: string | undefined): AsyncGenerator<Estate> {
  for (let after: string | undefined; ; ) {
    const rows = await listEstates(db, { name, after }, page)
    yield* rows.map(toldEstate)
    after = rows.at(-1)?.space
    if (rows.length < page) return
  }
}
