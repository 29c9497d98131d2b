import { expect, test } from 'vitest'
import { withinElement } from '../vite/within.ts'

test('what stands at the root of a page stands at an element, and what was chosen of the look within it', () => {
  expect(withinElement(':root,[data-theme=plain]{--ink:red}')).toBe(':host{--ink:red}')
  expect(withinElement(':root{--tiny:1rem}')).toBe(':host{--tiny:1rem}')
  expect(withinElement(':root[data-contrast=more] [data-theme]{--ink:red}')).toBe(
    '.page[data-contrast=more] [data-theme]{--ink:red}',
  )
})
