import { setTimeout as sleep } from 'node:timers/promises'
import { uuid7 } from '@parley/client'
import type { RunningService } from '@parley/service-kit'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { startWorld, type World } from '../setup/world.ts'

test('x', async () => {
  await using world = await startWorld(inject('backing'), { env: { METRICS_PORT: '0' } })
  for (const p of [world.gateways[0], ...world.chats, world.auth]) console.log(await (await fetch(`http://127.0.0.1:${p?.metricsPort}/metrics`)).text())
})
