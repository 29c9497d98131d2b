import { Visitor } from 'oxc-parser'
import type { Source } from './source.ts'

/** Names out of the protocol table that the file spells in a text; the gateway looks them up and knows none. */
export function namesSpelled({ parsed }: Source, names: ReadonlySet<string>): string[] {
  const texts: string[] = []
  new Visitor({
    Literal: ({ value }) => void (typeof value === 'string' && texts.push(value)),
    TemplateElement: ({ value }) => void texts.push(value.raw),
  }).visit(parsed.program)
  return texts.flatMap((text) => text.split(/[^a-z.]+/i)).filter((word) => names.has(word))
}
