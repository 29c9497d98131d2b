import { expect, test } from 'vitest'
import { importFault } from './import-rules.ts'
import { importsOf, parseSource } from './source.ts'

test.each([
  ['services/chat/src/main.ts', '@parley/auth', 'services/chat may not import @parley/auth'],
  ['gateway/src/router.ts', '@parley/chat', 'gateway may not import @parley/chat'],
  ['packages/client/src/wire.ts', '@parley/wire', 'packages/client may not import @parley/wire'],
  ['apps/web/src/main.tsx', '@parley/wire', 'apps/web may not import @parley/wire'],
  ['packages/protocol/src/index.ts', '@parley/wire', 'packages/protocol may not import @parley/wire'],
  ['gateway/src/router.ts', '@parley/client', 'gateway may not import @parley/client'],
  ['packages/protocol/src/index.ts', '@parley/service-kit', 'packages/protocol may not import @parley/service-kit'],
  [
    'packages/client/src/index.ts',
    '@parley/service-kit/testing',
    'packages/client may not import @parley/service-kit/testing',
  ],
  ['apps/web/src/main.tsx', '@parley/gateway', 'apps/web may not import @parley/gateway'],
  ['services/chat/src/store.ts', '../../auth/src/store.ts', 'climbs out of services/chat to ../../auth/src/store.ts'],
  ['tests/e2e/login.test.ts', '../../gateway/src/main.ts', 'climbs out of tests to ../../gateway/src/main.ts'],
])('%s that imports %s is reported', (path, specifier, fault) => {
  expect(importFault(path, specifier)).toBe(fault)
})

test.each([
  ['services/chat/src/main.ts', '@parley/service-kit'],
  ['services/chat/src/handlers/message-send.ts', '../store/events.ts'],
  ['services/chat/src/main.ts', 'pg'],
  ['apps/web/src/main.tsx', '@parley/client'],
  ['tests/e2e/login.test.ts', '@parley/gateway'],
])('%s may import %s', (path, specifier) => {
  expect(importFault(path, specifier)).toBeUndefined()
})

test('imports of types, exports and late imports are seen', () => {
  const source = parseSource(
    'one.ts',
    `import type { A } from './a.ts'; export * from "./b.ts"; export { c } from './c.ts'; await import('./d.ts')
     export const text = 'import x from "./none.ts"'`,
  )
  expect(importsOf(source)).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts'])
})
