import { leastFrameBytes } from '@parley/protocol'
import { readConfig } from '@parley/service-kit'
import { expect, test } from 'vitest'
import { gatewayConfig } from './config.ts'

const { FRAME_BYTES } = gatewayConfig
const read = (value: number) => readConfig({ FRAME_BYTES }, { FRAME_BYTES: String(value) })

test('a gateway whose frames could not hold the longest message does not start, and says what is the least', () => {
  expect(read(leastFrameBytes)).toEqual({ FRAME_BYTES: leastFrameBytes })
  for (const less of [leastFrameBytes - 1, 16_384, 1_024, 0, -1])
    expect(() => read(less)).toThrow(`must be a whole number from ${leastFrameBytes} to`)
})
