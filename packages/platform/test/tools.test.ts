import { toolEnv } from '@parley/backing'
import { expect, test } from 'vitest'
import { migrateConfig } from '../src/migrate.ts'
import { processes } from '../src/processes.ts'

test('tools of the machine that are started are given no secret', () => {
  const settings = [...processes.values(), migrateConfig].flatMap((table) => Object.entries(table))
  const secret = [...new Set(settings.filter(([, entry]) => entry.secret).map(([name]) => name))]
  expect(secret).toContain('GATEWAY_KEY')
  const env = Object.fromEntries([...secret, 'https_proxy'].map((name) => [name, 'sesame']))
  expect(toolEnv(env)).toEqual({ https_proxy: 'sesame' })
})
