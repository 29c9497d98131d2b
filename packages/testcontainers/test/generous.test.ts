import { processes } from '@parley/platform'
import { expect, test } from 'vitest'
import { generous } from '../src/generous.ts'
import { checkSettings } from '../src/settings.ts'

test('a test meets no rate and no limit of an account, a session or an address by accident', () => {
  const names = [...processes.values()].flatMap((table) => Object.keys(table))
  const limits = names.filter((name) => /^RATE_|^(HTTP_)?CONNECTIONS_PER_|^RESUME_BYTES$/.test(name))
  expect(Object.keys(generous)).toEqual(expect.arrayContaining(limits))
  expect(() => checkSettings(generous)).not.toThrow()
})
