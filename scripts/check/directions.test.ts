import { expect, test } from 'vitest'
import { directionFaults } from './directions.ts'

test.each([
  'margin-left: 2px;',
  '  left: 4px;',
  'text-align: right;',
  'padding: 1px 2px 1px 4px;',
  'inset: 0 auto 0 4px;',
])('%s turns round with no language', (line) => expect(directionFaults(`a {\n${line}\n}`)).toHaveLength(1))

test.each([
  'margin-inline-start: 2px;',
  'padding: 1px 2px 3px 2px;',
  'padding: 2px 18px max(10px, env(safe-area-inset-bottom));',
  'background: linear-gradient(to right, red, blue);',
  'left: 4px; /* not of the text: where the pointer is */',
])('%s may stay', (line) => expect(directionFaults(`a {\n${line}\n}`)).toEqual([]))
