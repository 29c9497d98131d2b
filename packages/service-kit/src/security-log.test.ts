import { expect, test } from 'vitest'
import { makeLog } from './log.ts'
import { makeSecurityLog, type SecurityEventName, securityEvents } from './security-log.ts'

const names = Object.keys(securityEvents) as SecurityEventName[]

const start = () => {
  const lines: Record<string, unknown>[] = []
  const log = makeLog('auth', 'info', { write: (line) => void lines.push(JSON.parse(line)) })
  return { lines, security: makeSecurityLog(log) }
}

test.each(names)('%s is a line of the default level with its name, a text of its own, and what is known', (event) => {
  const { lines, security } = start()
  security(event, { user: 'u', session: 's', address: '192.0.2.1' })
  expect(lines).toEqual([
    expect.objectContaining({ event, user: 'u', session: 's', address: '192.0.2.1', msg: securityEvents[event].text }),
  ])
  expect(names.filter((name) => securityEvents[name].text === securityEvents[event].text)).toEqual([event])
})

test.each(names)('a flood of %s fills no disk, and leaves room for other events', (event) => {
  const { lines, security } = start()
  for (let count = 0; count < 1_000; count++) security(event, { address: `192.0.2.${count}` })
  for (const other of names) if (other !== event) security(other, {})
  expect(lines.filter((line) => line.event === event).length).toBeLessThanOrEqual(40)
  expect(new Set(lines.map((line) => line.event)).size).toBe(names.length)
})
