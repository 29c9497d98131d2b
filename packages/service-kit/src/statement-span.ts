/** How a statement shows in a trace. Its values are never in it: they are what people wrote. */
import { currentSpan, type SpanStart, within } from './tracing.ts'

/** What a statement does to which tables, in order and each once: `insert event update stream`. What all have is left out. */
export const summaryOf = (sql: string): string => {
  const plain = sql.replaceAll(/--.*/g, '').replaceAll(/\b(for|do) update\b/gi, '')
  const deeds = plain.matchAll(
    /\b(?:(insert) into|(update)|(delete) from|from|join)\s+(?!(?:unnest|fence)\b)([a-z_]+)/gi,
  )
  const words = [...deeds].map(
    ([, insert, update, remove, table]) => `${insert ?? update ?? remove ?? 'select'} ${table}`,
  )
  const [first = ''] = plain.trim().split(/\s/)
  return words.length > 0 ? [...new Set(words)].join(' ') : first
}

const starts = new Map<string, SpanStart & { readonly name: string }>()

/** Statements are few, so what is known of each is kept. */
const startOf = (sql: string) => {
  const known = starts.get(sql)
  if (known) return known
  const name = summaryOf(sql)
  const attributes = { 'db.system.name': 'postgresql', 'db.query.summary': name, 'db.query.text': sql.trim() }
  const made = { name, kind: 'client', attributes } as const
  starts.set(sql, made)
  return made
}

/** Carries out a statement, as a part of what is going on where that is traced. */
export const asStatement = <T>(sql: string, run: () => Promise<T>): Promise<T> => {
  const span = currentSpan()
  if (!span) return run()
  const { name, ...start } = startOf(sql)
  return within(span.begin(name, start), run)
}
