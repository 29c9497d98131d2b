// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are sources
import { describe, expect, test } from 'vitest'
import { parseSource } from './source.ts'
import { textFaults } from './texts.ts'

const faults = (line: string) => textFaults(parseSource('apps/web/src/a.tsx', line))

describe('a text of the page', () => {
  test.each([
    ['an element', 'const A = () => <p>Nothing yet.</p>'],
    ['a condition', "const A = ({ a }) => <p>{a ? 'Pin' : b}</p>"],
    ['what is put together', 'const A = ({ a }) => <p>{`${a} more`}</p>'],
    ['a sentence that is put together', 'const a = (b) => `/${b} is for groups.`'],
    ['a label', 'const A = () => <button aria-label="Close" />'],
    ['a label behind a condition', "const A = ({ a }) => <button title={a ? 'Pin' : undefined} />"],
    ['a plural made by hand', "const a = (n) => (n === 1 ? 'member' : 'members')"],
    ['a number', 'const a = (n) => n.toLocaleString()'],
    ['an order of names', 'const a = (b, c) => b.localeCompare(c)'],
    ['a list', "const a = new Intl.ListFormat('en')"],
  ])('is not %s of one language', (_, line) => expect(faults(line)).toHaveLength(1))

  test.each([
    ['in the catalogue', 'const A = () => <p><Trans>Nothing <b>yet</b>.</Trans></p>'],
    ['in the catalogue as a string', 'const A = ({ a }) => <p title={t`Close`}>{a ? t`Pin` : t`Unpin`}</p>'],
    ['the name of the product', 'const A = () => <h1>Parley</h1>'],
    ['what a program reads', 'const A = () => <p className="hint" role="status" />'],
    ['what is thrown at whoever writes programs', 'const a = (b) => new Error(`No part is called ${b}.`)'],
    ['a mark', 'const A = ({ a }) => <p>{a} · {a}</p>'],
  ])('may be %s', (_, line) => expect(faults(line)).toEqual([]))
})
