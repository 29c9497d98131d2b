import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { processes } from '@parley/platform'
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
  Redacted,
  redactedEvent,
  type StreamKind,
  signals,
  streamOwners,
} from '@parley/protocol'
import { beforeAll, describe, expect, test } from 'vitest'
import { root } from '../repository.ts'
import { withParts } from './deployment/regions.ts'
import { makeManifests, makePages } from './pages.ts'
import { type ShownFrame, shownFrames, shownRequests } from './read-examples.ts'
import { namedShapes, nameOf, plain, type Schema } from './shape.ts'
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
    'NOTICE',
  ])('%s is what npm run docs makes', async (path) => {
    expect(await committed(path)).toBe(made[path])
  })

  test('and manifests that are made of the table of services are what npm run docs makes', async () => {
    const manifests = await makeManifests()
    expect(Object.keys(manifests)).toContain('compose.yaml')
    for (const [path, text] of Object.entries(manifests)) expect(await committed(path), path).toBe(text)
  })

  test('hold the protocol table as JSON', async () => {
    expect(JSON.parse(await committed('docs/protocol.json'))).toEqual(JSON.parse(JSON.stringify(protocolJson())))
  })
})

test('a page with a place for nothing, or a part without a place, is refused', () => {
  expect(() => fill('{{missing}}', {})).toThrow('{{missing}}')
  expect(() => fill('no place', { left: 'over' })).toThrow('left')
})

test('a made part stands between its marks, and a file with a mark too few or too many is refused', () => {
  const text = 'a\n  # names: begin\n  - old\n  # names: end\nb'
  expect(withParts(text, { names: '- one\n- two' })).toBe('a\n  # names: begin\n  - one\n  - two\n  # names: end\nb')
  expect(() => withParts(text, {})).toThrow('names')
  expect(() => withParts(text, { names: '', other: '' })).toThrow('other')
  expect(() => withParts('# names: begin\n', { names: '' })).toThrow('names')
})

describe('the protocol page', () => {
  const section = (page: string, heading: string) => page.split(`\n### ${heading}\n`)[1]?.split('\n### ')[0] ?? ''
  const bounds = ['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'maxProperties'] as const

  /** How large things may be, wherever they stand in a shape; of a named one its own section tells. */
  const boundsIn = (schema: unknown): number[] => {
    if (typeof schema !== 'object' || schema === null || nameOf(schema)) return []
    const own = bounds.flatMap((bound) => (schema as Schema)[bound] ?? [])
    return [...own, ...Object.values(schema).flatMap(boundsIn)]
  }
  const isTold = (bound: number) => bound > 0 && bound < Number.MAX_SAFE_INTEGER

  test('tells of each command how large its input may be', async () => {
    const page = await committed('docs/protocol.md')
    for (const [name, { input }] of Object.entries(commands))
      for (const bound of boundsIn(plain({ input }).input).filter(isTold))
        expect(section(page, name), name).toContain(bound.toLocaleString('en'))
  })

  test.each([...namedShapes].filter(([, { items }]) => items === undefined))(
    'tells how large a %s may be',
    async (name, schema) => {
      const page = await committed('docs/protocol.md')
      for (const bound of bounds.flatMap((bound) => schema[bound] ?? []).filter(isTold))
        expect(section(page, name)).toContain(bound.toLocaleString('en'))
    },
  )

  test('tells the default of each limit that it names', async () => {
    const page = await committed('docs/protocol.md')
    const [, table = ''] = /## Limits\n(.*?)\n- /s.exec(page) ?? []
    const numbers = [...processes.values()].flatMap((config) =>
      Object.entries(config).flatMap(([name, { default: value }]) => (typeof value === 'number' ? name : [])),
    )
    for (const name of new Set(numbers)) if (page.includes(`\`${name}\``)) expect(table).toContain(`\`${name}\``)
  })
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

  const expectOpened = ({ opened, streams, unknown, more = true, ...rest }: Record<string, unknown>) => {
    expect(rest).toEqual({})
    expect(more).toBe(true)
    const { properties } = commands.hello.output
    expect(matches(properties.streams, streams)).toBe(true)
    expect(matches(properties.unknown, unknown)).toBe(true)
    expect(streamOwners).toContain(opened)
  }

  const expectFrames = (frames: readonly ShownFrame[]) => {
    const asked = new Map<unknown, string>()
    for (const { sent, frame } of frames) {
      if (sent && 'do' in frame) {
        asked.set(frame.id, String(frame.do))
        expectInput(frame.do, frame.with)
      } else if ('ok' in frame) expectOutput(asked.get(frame.id) as string, frame.ok)
      else if ('error' in frame) expectError(frame.error as ErrorBody, asked.get(frame.id))
      else if (frame.ev === redactedEvent) expect(matches(Redacted, frame)).toBe(true)
      else if ('ev' in frame) expectNews(frame)
      else if ('opened' in frame) expectOpened(frame)
      else if ('ended' in frame) expect(frame).toEqual({ on: expect.any(String), ended: true })
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
