import { expect, test } from 'vitest'
import { originOf } from './forwarded.ts'

test.each([
  ['that was forwarded is of who said it first', { text: 'said', forwarded: { by: 'ann', at: 1 } }, 'ann'],
  ['of its own is of nobody else', { text: 'said' }, undefined],
  ['that speaks of it is not', { text: '"forwarded":{"by":"ann"} \\"forwarded":{' }, undefined],
  ['that has it elsewhere is not', { text: 'said', poll: { forwarded: { by: 'ann' } } }, undefined],
])('a message %s', (_, is, by) => expect(originOf(JSON.stringify(is))).toBe(by))
