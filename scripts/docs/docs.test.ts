import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Command,
  checkInput,
  commands,
  type ErrorBody,
  EventFrame,
  errors,
  events,
  everyCommandErrors,
  isCommand,
  matches,
  protocolJson,
  type StreamKind,
  signals,
} from '@parley/protocol'
import { beforeAll, describe, expect, test } from 'vitest'
import { root } from '../repository.ts'
import { makePages } from './pages.ts'
import { type ShownFrame, shownFrames, shownRequests } from './read-examples.ts'
import { fill } from './template.ts'

const committed = (path: string) => readFile(join(root, path), 'utf8')

describe('the committed pages', () => {
  let made: Record<string, string>

  beforeAll(async () => {
    made = await makePages()
  })

  test.each([
    'docs/protocol.md',
    'docs/protocol.json',
    'docs/configuration.md',
    'packages/client/API.md',
    'docs/metrics.md',
    'docs/proof.md',
    'deploy/observability/dashboard.json',
  ])('%s is what npm run docs makes', async (path) => {
    expect(await committed(path)).toBe(made[path])
  })

  test('hold the protocol table as JSON', async () => {
    expect(JSON.parse(await committed('docs/protocol.json'))).toEqual(JSON.parse(JSON.stringify(protocolJson())))
  })

  test.each(['docs/protocol.md', 'packages/client/API.md'])('%s links only to headings that it has', async (path) => {
    const page = await committed(path)
    const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^a-z0-9 _-]/g, '')
        .replaceAll(' ', '-'),
    )
    for (const [, target] of page.matchAll(/\]\(#([^)]+)\)/g)) expect(headings).toContain(target)
  })
})

test('a page with a place for nothing, or a part without a place, is refused', () => {
  expect(() => fill('{{missing}}', {})).toThrow('{{missing}}')
  expect(() => fill('no place', { left: 'over' })).toThrow('left')
})

describe('the examples of the protocol page', () => {
  const expectError = (error: ErrorBody, command?: string) => {
    expect(error).toMatchObject({ code: errors[error.name].code, text: errors[error.name].text })
    const declared = isCommand(command) ? [...everyCommandErrors, ...commands[command].errors] : everyCommandErrors
    expect(declared).toContain(error.name)
  }

  const expectInput = (name: unknown, input: unknown) => {
    if (!isCommand(name)) throw new Error(`${name} is no command`)
    expect(checkInput(name, input)).toBe(input)
  }

  const expectOutput = (name: string, output: unknown) => {
    const { output: shape } = commands[name as keyof typeof commands] as Command
    expect(matches(shape, output), JSON.stringify(output)).toBe(true)
  }

  /** Events and signals. */
  const expectNews = (frame: Record<string, unknown>) => {
    const table: Record<string, { stream: StreamKind; body: Command['input'] }> = 'seq' in frame ? events : signals
    const entry = table[frame.ev as string]
    if (!entry) throw new Error(`${frame.ev} is in no table`)
    expect(matches(EventFrame, { seq: 1, ...frame })).toBe(true)
    expect(String(frame.on).startsWith(`${entry.stream}/`)).toBe(true)
    expect(matches(entry.body, frame.is), JSON.stringify(frame.is)).toBe(true)
  }

  const expectFrames = (frames: readonly ShownFrame[]) => {
    const asked = new Map<unknown, string>()
    for (const { sent, frame } of frames) {
      if (sent && 'do' in frame) {
        asked.set(frame.id, String(frame.do))
        expectInput(frame.do, frame.with)
      } else if ('ok' in frame) expectOutput(asked.get(frame.id) as string, frame.ok)
      else if ('error' in frame) expectError(frame.error as ErrorBody, asked.get(frame.id))
      else if ('ev' in frame) expectNews(frame)
      else if (!sent) expect(frame).toMatchObject({ on: expect.any(String), reset: { epoch: expect.any(Number) } })
    }
  }

  test('are frames as the table has them', async () => {
    const blocks = shownFrames(await committed('docs/protocol.md'))
    for (const block of blocks) expectFrames(block)
    const shown = new Set(blocks.flat().map(({ frame }) => frame.do ?? frame.ev))
    for (const name of [...Object.keys(commands), ...Object.keys(events), ...Object.keys(signals)])
      expect([...shown], `an example of ${name}`).toContain(name)
  })

  test('are HTTP requests and answers as the table has them', async () => {
    const requests = shownRequests(await committed('docs/protocol.md'))
    expect(requests.length).toBeGreaterThan(2)
    for (const { command, input, status, output } of requests) {
      expectInput(command, input)
      if (status === 200) expectOutput(command, output)
      else {
        const { error } = output as { error: ErrorBody }
        expectError(error, command)
        expect(errors[error.name].status).toBe(status)
      }
    }
  })
})
