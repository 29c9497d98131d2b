import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'

test('a text names the right number of things', () => {
  const of = (count: number) => plural(count, { one: '# member', other: '# members' })
  expect([of(0), of(1), of(2)]).toEqual(['0 members', '1 member', '2 members'])
})

test('an element of a text stands where the text has it', () => {
  const name = 'Bob'
  const shown = (
    <Trans>
      Write to <b>{name}</b>, and <i>nobody</i> else
    </Trans>
  )
  expect(renderToStaticMarkup(shown)).toBe('Write to <b>Bob</b>, and <i>nobody</i> else')
})

test('a name is a name, whatever it looks like', () => {
  const name = '</0><1/>{other} \\u202e'
  const shown = (
    <Trans>
      <b>{name}</b> is <i>here</i>
    </Trans>
  )
  expect(t`${name} is here`).toBe(`${name} is here`)
  expect(renderToStaticMarkup(shown)).toBe('<b>&lt;/0&gt;&lt;1/&gt;{other} \\u202e</b> is <i>here</i>')
})
