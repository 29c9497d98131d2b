import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import {
  ConfigFaults,
  flag,
  list,
  oneOf,
  optional,
  readConfig,
  setIn,
  share,
  text,
  url,
  urls,
  whole,
  withSecretsRead,
} from './config.ts'
import { serviceConfig } from './service.ts'

const table = {
  NAME: text({ about: 'a name' }),
  COUNT: whole({ about: 'a count', default: 3, min: 1, max: 10 }),
  OPEN: flag({ about: 'whether open', default: false }),
  COLOUR: oneOf(['red', 'green'], { about: 'a colour', default: 'red' }),
  ITEMS: list({ about: 'items', default: [] }),
  HOME: url(['http', 'https'], { about: 'an address', default: 'http://localhost' }),
  STORE: url(['postgres'], { about: 'the store', secret: true }),
  PORT: optional(whole({ about: 'a port', min: 0, max: 10 })),
  PART: share({ about: 'a part', default: 1 }),
  HOSTS: urls(['nats', 'tls'], { about: 'hosts', default: ['nats://127.0.0.1'], secret: true }),
}
const needed = { NAME: 'a', STORE: 'postgres://user:pass@host/db' }

const faultsOf = (env: Record<string, string | undefined>) => {
  try {
    readConfig(table, env)
    return []
  } catch (reason) {
    return (reason as ConfigFaults).faults
  }
}

test('what is not set takes its default, and an empty variable counts as not set', () => {
  expect(readConfig(table, { ...needed, COUNT: '' })).toEqual({
    NAME: 'a',
    COUNT: 3,
    OPEN: false,
    COLOUR: 'red',
    ITEMS: [],
    HOME: 'http://localhost',
    STORE: needed.STORE,
    PORT: null,
    PART: 1,
    HOSTS: ['nats://127.0.0.1'],
  })
})

describe('a value is taken', () => {
  test.each([
    ['COUNT', '10', 10],
    ['OPEN', 'true', true],
    ['COLOUR', 'green', 'green'],
    ['ITEMS', ' a, b ,,c', ['a', 'b', 'c']],
    ['HOME', 'https://chat.example.org/x', 'https://chat.example.org/x'],
    ['PORT', '0', 0],
    ['PART', '0', 0],
    ['PART', '0.25', 0.25],
    ['PART', '1.0', 1],
    ['HOSTS', 'nats://a:4222, tls://user:pass@b:4222', ['nats://a:4222', 'tls://user:pass@b:4222']],
  ])('%s=%s', (name, given, value) => {
    expect(readConfig(table, { ...needed, [name]: given })).toMatchObject({ [name]: value })
  })
})

describe('a value is refused', () => {
  test.each([
    ['COUNT', '0', 'COUNT must be a whole number from 1 to 10, not "0"'],
    ['COUNT', '11', 'COUNT must be a whole number from 1 to 10, not "11"'],
    ['COUNT', '1.5', 'COUNT must be a whole number from 1 to 10, not "1.5"'],
    ['COUNT', '1e1', 'COUNT must be a whole number from 1 to 10, not "1e1"'],
    ['PORT', '11', 'PORT must be a whole number from 0 to 10, not "11"'],
    ['PART', '1.5', 'PART must be a number from 0 to 1, not "1.5"'],
    ['PART', '-0', 'PART must be a number from 0 to 1, not "-0"'],
    ['PART', 'all', 'PART must be a number from 0 to 1, not "all"'],
    ['OPEN', 'yes', 'OPEN must be true or false, not "yes"'],
    ['COLOUR', 'blue', 'COLOUR must be one of red, green, not "blue"'],
    ['HOME', 'ftp://host', 'HOME must be a URL that begins with http:// or https://'],
    ['STORE', 'host/db', 'STORE must be a URL that begins with postgres://'],
    ['HOSTS', 'nats://a,http://b', 'HOSTS must be URLs, separated by commas, that begin with nats:// or tls://'],
    ['HOSTS', ' , ', 'HOSTS must be URLs, separated by commas, that begin with nats:// or tls://'],
    ['NAME', '', 'NAME is missing: a name'],
  ])('%s=%s', (name, given, fault) => {
    expect(faultsOf({ ...needed, [name]: given })).toEqual([fault])
  })
})

test('all faults are told at once, in the order of the table', () => {
  const faults = faultsOf({ COUNT: 'many', OPEN: 'perhaps', COLOUR: 'blue', HOME: 'home', HOSTS: 'here' })
  expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
    'NAME',
    'COUNT',
    'OPEN',
    'COLOUR',
    'HOME',
    'STORE',
    'HOSTS',
  ])
})

test('a variable that is set to nothing leaves a default below it in force', () => {
  const below = { COUNT: '5', COLOUR: 'green' }
  expect(readConfig(table, { ...needed, ...below, ...setIn({ COUNT: '', COLOUR: undefined }) })).toMatchObject({
    COUNT: 5,
    COLOUR: 'green',
  })
})

describe('a secret in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-config-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const file = (text: string) => {
    const path = join(folder, 'secret')
    writeFileSync(path, text)
    return path
  }

  test('counts as if it were in the variable, without the line end behind it', () => {
    const path = file('postgres://user:pass@host/file\n')
    expect(readConfig(table, { NAME: 'a', STORE_FILE: path }).STORE).toBe('postgres://user:pass@host/file')
  })

  test('is checked as any other, and never quoted', () => {
    expect(faultsOf({ NAME: 'a', STORE_FILE: file('mysql://hunter2@host') })).toEqual([
      'STORE must be a URL that begins with postgres://',
    ])
  })

  test.each([
    ['that is empty', () => file(' \n'), /^STORE is to be read from .*, which is empty$/],
    ['that is not there', () => join(folder, 'none'), /^STORE cannot be read from .*\(ENOENT/],
    ['that is a folder', () => folder, /^STORE cannot be read from .*\(EISDIR/],
  ])('%s is a fault that names the file', (_, path, fault) => {
    expect(faultsOf({ NAME: 'a', STORE_FILE: path() })).toEqual([expect.stringMatching(fault)])
  })

  test.each(['postgres://user:hunter2@host', 'hunter2', 'hunter2\0'])(
    'that is the secret itself, %j, is a fault that does not quote it',
    (secret) => {
      expect(faultsOf({ NAME: 'a', STORE_FILE: secret })).toEqual([
        'STORE cannot be read: STORE_FILE must hold the path of a file, such as /run/secrets/STORE',
      ])
    },
  )

  test.each(['\uFEFFpostgres://host/file', 'postgres://host/file\r\n', ' postgres://host/file\n\n'])(
    'counts without what editors put around it: %j',
    (text) => {
      expect(readConfig(table, { NAME: 'a', STORE_FILE: file(text) }).STORE).toBe('postgres://host/file')
    },
  )

  test('beside the variable is a fault: nobody knows which counts', () => {
    expect(faultsOf({ ...needed, STORE_FILE: file('postgres://file') })).toEqual([
      'STORE is set, and STORE_FILE too: only one of them can count',
    ])
  })

  test('is read for whoever hands the environment on, and counts there as if it were in the variable', () => {
    const env = withSecretsRead([table], { NAME: 'a', HOSTS: '', STORE_FILE: file(needed.STORE), NAME_FILE: 'x' })
    expect(env).toEqual({ NAME: 'a', STORE: needed.STORE, NAME_FILE: 'x' })
    expect(() => withSecretsRead([table], { ...needed, STORE_FILE: file('x'), HOSTS_FILE: folder })).toThrow(
      /STORE is set, and STORE_FILE too.*\nHOSTS cannot be read/,
    )
  })

  test('is for secrets alone', () => {
    expect(faultsOf({ STORE: needed.STORE, NAME_FILE: file('a') })).toEqual(['NAME is missing: a name'])
  })
})

test('no secret is quoted, however wrong it is', () => {
  const wrong = 'not:hunter2@right'
  const env = Object.fromEntries(Object.keys(serviceConfig).map((name) => [name, wrong]))
  const secrets = Object.entries(serviceConfig).filter(([, { secret }]) => secret)
  expect(secrets.map(([name]) => name)).toEqual(['NATS_URL', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'POSTGRES_URL'])
  for (const [name] of secrets) {
    expect(() => readConfig(serviceConfig, { ...env, [name]: wrong })).toThrow(ConfigFaults)
    const reason = (() => {
      try {
        return readConfig({ [name]: serviceConfig[name as 'NATS_URL'] }, env)
      } catch (caught) {
        return String((caught as Error).message)
      }
    })()
    expect(reason).toContain(name)
    expect(reason).not.toContain('hunter2')
  }
})
