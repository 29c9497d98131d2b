import { expect, test } from 'vitest'
import { undeclaredFault } from './declared.ts'

test('a package that only the root has installed is reported', () => {
  expect(undeclaredFault('packages/client/src/index.ts', 'pg')).toBe('packages/client does not declare pg')
  expect(undeclaredFault('tests/e2e/page.test.ts', 'left-pad/deep')).toBe('the root does not declare left-pad')
})

test.each([
  ['packages/client/src/index.ts', '@parley/protocol'],
  ['packages/client/src/index.ts', './link.ts'],
  ['packages/backing/src/free-port.ts', 'node:net'],
  ['packages/backing/test/crash.test.ts', 'vitest'],
  ['scripts/check.ts', '@parley/protocol'],
])('%s may import %s', (path, specifier) => {
  expect(undeclaredFault(path, specifier)).toBeUndefined()
})
