import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { readConfig } from '@parley/service-kit'
import { describe, expect, test } from 'vitest'
import { openPort, startConfig } from './open-port.ts'

const listen = async (host = '127.0.0.1') => {
  const other = createServer().listen(0, host)
  await once(other, 'listening')
  return { other, port: (other.address() as AddressInfo).port }
}

test.each(['127.0.0.1', '::1', '0.0.0.0'])(
  'a port that somebody has taken on %s is passed over, and that is said',
  async (host) => {
    const { other, port } = await listen(host)
    const lines: string[] = []
    const found = await openPort(port, (line) => void lines.push(line))
    expect(found).not.toBe(port)
    expect(lines).toEqual([
      `Port ${port} is taken by another program, so it is ${found} instead: set PORT to choose one.`,
    ])
    other.close()
    await once(other, 'close')
    expect(await openPort(found, (line) => void lines.push(line))).toBe(found)
    expect(lines).toHaveLength(1)
  },
)

describe('PORT', () => {
  test.each([
    [undefined, 8080],
    ['', 8080],
    ['0', 0],
    ['3000', 3000],
    ['65535', 65_535],
  ])('%j asks for %d', (given, wanted) => {
    expect(readConfig(startConfig, { PORT: given }).PORT).toBe(wanted)
  })

  test.each(['abc', '99999', '65536', '-1', '80.5', '8080 ', ' ', '0x50', '1e3', '8080abc', 'NaN'])(
    '%j is refused',
    (given) => {
      expect(() => readConfig(startConfig, { PORT: given })).toThrow(
        `PORT must be a whole number from 0 to 65535, not "${given}"`,
      )
    },
  )

  test.runIf(process.getuid?.() === 0 && process.platform === 'linux')(
    'of root alone is refused, with what helps',
    () => {
      const script = `
      import { openPort } from ${JSON.stringify(new URL('./open-port.ts', import.meta.url).href)}
      process.setuid(65534)
      await openPort(80, console.log).then(console.log, (reason) => console.log(reason.message))`
      const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })
      expect(stdout.trim()).toBe('Port 80 may be listened on by root alone: set PORT to one above 1023.')
    },
  )
})
