/**
 * What a service has of somebody who wants to take it along is told page by page, each from where the one before has ended, which whoever asks
 * keeps. So a service keeps nothing of it, and whoever asks goes on after a crash where it was.
 */
import type { Owner } from '@parley/protocol'
import type { ExportPage, ExportQuestion } from '@parley/wire'
import type { Bus } from './bus.ts'
import type { Database, Queryable } from './database.ts'
import { itemBytes, jsonBytes, takeFitting } from './fitting.ts'
import { answerQuestion } from './questions.ts'
import { steadyNow } from './steady-clock.ts'

/** One of what is told. */
export interface Line {
  /** The JSON text of an object. */
  readonly line: string
  /** Where the step goes on behind it. */
  readonly key: string
}

export interface ExportedPiece {
  readonly lines: readonly Line[]
  /** Where the step goes on behind all of them. Not given: it is over. */
  readonly after?: string | undefined
}

export interface ExportStep {
  /** What the lines say, as the archive names it; no two of a service have one name. */
  readonly what: string
  /** The columns by which it finds somebody's, each as `table.column`. */
  readonly of: readonly string[]
  readonly read: (db: Queryable, user: string, after: string | undefined) => Promise<ExportedPiece>
}

/** A question is answered within so much time, and that of one piece more. */
const answerWithinMs = 1_000
export const linesAtOnce = 500

interface Rows {
  readonly table: string
  /** What the archive calls them. Not given: as the table. */
  readonly what?: string
  /** The columns of their ids. */
  readonly of: readonly string[]
  /** What is told of a row, as a list of SQL; what is a secret, or of others, is none of it. */
  readonly told: string
  /** What no two rows of one person have in common, as SQL. */
  readonly key: string
  /** Which of their rows. Not given: all. */
  readonly where?: string
}

/** Rows of a table that have them in any of these columns. Names are of the code, never of who asks. */
export const exportRows = ({ table, what = table, of, told, key, where = 'true' }: Rows): ExportStep => {
  const theirs = of.map((column) => `${column} = $1`).join(' or ')
  const sql = `
    select (select row_to_json(its_columns)::text from (select ${told}) its_columns) as line, (${key})::text as key
    from ${table} where (${theirs}) and (${where}) and ($2::text is null or (${key})::text collate "C" > $2)
    order by (${key})::text collate "C" limit ${linesAtOnce}`
  return {
    what,
    of: of.map((column) => `${table}.${column}`),
    read: async (db, user, after) => {
      const lines = await db.query<Line>(sql, [user, after ?? null])
      return { lines, after: lines.length < linesAtOnce ? undefined : lines.at(-1)?.key }
    },
  }
}

interface Means {
  readonly db: Database
  readonly bytes: number
}

/** Where the step after this one begins. */
const behind = (steps: readonly ExportStep[], place: number): Pick<ExportPage, 'next'> => {
  const next = steps[place + 1]
  return next ? { next: { step: next.what } } : {}
}

/** One piece, of which as much is told as fits one answer. */
const readPiece = async (
  { db, bytes }: Means,
  steps: readonly ExportStep[],
  { user, step, after }: ExportQuestion,
): Promise<ExportPage> => {
  const place = Math.max(
    0,
    steps.findIndex(({ what }) => what === step),
  )
  const own = steps[place]
  if (!own) return { lines: [] }
  const piece = await own.read(db, user, own.what === step ? after : undefined)
  const fitting = takeFitting(piece.lines, ({ line }) => jsonBytes(line), bytes)
  const goesOn = fitting.length < piece.lines.length ? fitting.at(-1)?.key : piece.after
  return {
    what: own.what,
    lines: fitting.map(({ line }) => line),
    ...(goesOn === undefined ? behind(steps, place) : { next: { step: own.what, after: goesOn } }),
  }
}

/** What there is nothing of is passed over. */
const readPage = async (means: Means, steps: readonly ExportStep[], asked: ExportQuestion): Promise<ExportPage> => {
  const begun = steadyNow()
  let page = await readPiece(means, steps, asked)
  while (page.lines.length === 0 && page.next && steadyNow() - begun < answerWithinMs)
    page = await readPiece(means, steps, { user: asked.user, ...page.next })
  return page
}

/** In the order of the steps. */
export const answerExport = (
  { bus, db }: { readonly bus: Pick<Bus, 'answer' | 'subjects' | 'mostBytes'>; readonly db: Database },
  owner: Owner,
  steps: readonly ExportStep[],
): Disposable => answerQuestion(bus, owner, 'export', (asked) => readPage({ db, bytes: itemBytes(bus) }, steps, asked))
