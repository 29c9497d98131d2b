import { ParleyError } from '@parley/client'
import { errorBody } from '@parley/protocol'
import { expect, test } from 'vitest'
import { bytesText, fileErrorText } from './file-text.ts'

test.each([
  [1, '1 byte'],
  [1_023, '1,023 bytes'],
  [2_048, '2 kB'],
  [10_485_760, '10 MB'],
  [1_610_612_736, '1.5 GB'],
])('%i bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text)
})

test('of a limit that was reached one is told how much it is', () => {
  const refused = (limit: string, most: number) => new ParleyError(errorBody('FILE_TOO_LARGE', { limit, most }))
  expect(fileErrorText(refused('FILE_BYTES', 10_485_760))).toBe(
    'The file is larger than files may be here. The limit is 10 MB.',
  )
  expect(fileErrorText(refused('IMAGE_PIXELS', 40_000_000))).toMatch('40 megapixels')
  expect(fileErrorText(new ParleyError(errorBody('FILE_EMPTY')))).toMatch(/^There is nothing in the file/)
})
