/** Pages of what was made or asked one after the other. */
import { fail } from '@parley/protocol'
import { jsonBytes, takeFitting } from '@parley/service-kit'
import type { PageEnd } from './store/invitations.ts'

const place = /^(\d{1,16})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** Where a page ended. */
export const endOf = (after: string | undefined): PageEnd | undefined => {
  if (after === undefined) return undefined
  const [, micros, id] = place.exec(after) ?? fail('BAD_INPUT', { at: '/after', why: 'must be the `next` of a page' })
  return { micros: Number(micros), id: id as string }
}

interface Paging<Row, Told> {
  readonly limit: number
  readonly tell: (row: Row) => Told
  readonly idOf: (row: Row) => string
  readonly mostBytes: number
}

/** Of rows, of which one more than asked is there where there are more, those that fit one answer. */
export const pageOf = <Row extends Pick<PageEnd, 'micros'>, Told>(
  found: readonly Row[],
  { limit, tell, idOf, mostBytes }: Paging<Row, Told>,
): { told: Told[]; next?: string } => {
  const held = takeFitting(found.slice(0, limit), (row) => jsonBytes(tell(row)), mostBytes)
  const last = held.at(-1)
  const told = held.map(tell)
  return last && held.length < found.length ? { told, next: `${last.micros}.${idOf(last)}` } : { told }
}
