import { MessageText } from '@parley/protocol'
import { expect, test } from 'vitest'
import { draftState, textLimit } from './draft.ts'

test('the limit is the one of the protocol', () => {
  expect(MessageText).toMatchObject({ maxLength: textLimit })
})

test.each([
  ['hello', true, ''],
  ['', false, ''],
  [' \n\t', false, ''],
  ['x'.repeat(3599), true, ''],
  ['x'.repeat(3600), true, '400 characters left'],
  ['x'.repeat(3999), true, '1 character left'],
  ['😀'.repeat(4000), true, '0 characters left'],
  ['x'.repeat(4002), false, '2 characters too many'],
])('%#: a draft tells whether it can be sent and what is left', (text, sendable, note) => {
  expect(draftState(text)).toMatchObject({ sendable, note })
})
