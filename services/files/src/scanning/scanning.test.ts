import { expect, test } from 'vitest'
import { verdictOf } from './clamd.ts'

test('only what a scanner says plainly is a verdict', () => {
  expect(verdictOf('stream: OK\0')).toEqual({ found: undefined })
  expect(verdictOf('stream: Eicar-Test-Signature FOUND\0')).toEqual({ found: 'Eicar-Test-Signature' })
  expect(verdictOf('INSTREAM size limit exceeded. ERROR\0').found).toBeDefined()
  for (const said of [
    '',
    '\0',
    'stream: ',
    'OK',
    'stream: OK FOUND OK',
    'stream: Can not open file ERROR\0',
    'UNKNOWN COMMAND\0',
  ])
    expect(() => verdictOf(said), said).toThrow('clamd gave no verdict')
})
