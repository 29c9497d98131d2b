import { describe, expect, test } from 'vitest'
import { ConfigFaults } from './config.ts'
import { TooLate } from './limit.ts'
import { OtherHistory } from './other-history.ts'
import {
  type FaultName,
  faultKinds,
  isPassing,
  isServerFault,
  kindOf,
  mayRepeat,
  NotConnected,
  nameOfFault,
} from './postgres-faults.ts'

const of = (code: string, message = 'words') => Object.assign(new Error(message), { code })
const changedPlan = Object.assign(of('0A000', 'un plan en cache'), { routine: 'RevalidateCachedQuery' })

/** What is seen, and what it is. */
const seen: readonly (readonly [what: string, reason: unknown, name: FaultName])[] = [
  ['a server that is read-only', of('25006'), 'turned'],
  ['a standby that gives no transaction ids', of('55000'), 'turned'],
  ['a changed plan, in whatever language', changedPlan, 'turned'],
  ['a feature that is not there', of('0A000', 'not supported'), 'statement'],
  ['a statement that was cancelled', of('57014'), 'cancelled'],
  ['a prepared statement that is not there', of('26000'), 'turned'],
  ['a prepared statement that is there already', of('42P05'), 'turned'],
  ['a transaction that somebody left broken', of('25P02'), 'turned'],
  ['a server that is shut down', of('57P01'), 'gone'],
  ['a server that crashed', of('57P02'), 'gone'],
  ['a server that is starting', of('57P03'), 'gone'],
  ['a database that was dropped', of('57P04'), 'gone'],
  ['a session that idled', of('57P05'), 'gone'],
  ['a transaction that idled', of('25P03'), 'gone'],
  ['a transaction that lasted', of('25P04'), 'gone'],
  ['a wrong password', of('28P01'), 'gone'],
  ['nobody let in', of('28000'), 'gone'],
  ['no such database', of('3D000'), 'gone'],
  ['too many connections', of('53300'), 'gone'],
  ['a full disk', of('53100'), 'full'],
  ['no memory', of('53200'), 'full'],
  ['a disk that fails', of('58030'), 'full'],
  ['a broken connection', of('08006'), 'gone'],
  ["a pooler's word", of('08P01'), 'gone'],
  ['a reset socket', of('ECONNRESET'), 'gone'],
  ['a refused socket', of('ECONNREFUSED'), 'gone'],
  ['a name that is not known', of('ENOTFOUND'), 'gone'],
  ['a name server that is away', of('EAI_AGAIN'), 'gone'],
  ['the end of a connection', new Error('Connection terminated unexpectedly'), 'gone'],
  ['no answer', new Error('Query read timeout'), 'silent'],
  ['a deadlock', of('40P01'), 'crossed'],
  ['a serialization failure', of('40001'), 'crossed'],
  ['a lock that is not to be had', of('55P03'), 'crossed'],
  ['no turn', new TooLate('no turn'), 'late'],
  ['a server that was left behind', new OtherHistory(1, 2), 'elsewhere'],
  ['a write of another epoch', of('PY002'), 'elsewhere'],
  ['no connection, for whatever reason', new NotConnected(of('42501')), 'unconnected'],
  ['a wrong statement', of('42601'), 'statement'],
  ['a key that is there', of('23505'), 'statement'],
  ['a table that is not there', of('42P01'), 'statement'],
  ['a mistake of ours', new TypeError('x is not a function'), 'statement'],
  ['an argument that Node refuses', of('ERR_INVALID_ARG_TYPE'), 'statement'],
  ['a number in the place of a code', Object.assign(new Error('refused'), { code: 5300 }), 'statement'],
  ['nothing at all', undefined, 'statement'],
]

describe('what Postgres, a pooler or the way there says', () => {
  test.each(seen)('%s is told for what it is', (_, reason, name) => {
    expect(nameOfFault(reason)).toBe(name)
  })

  test('is UNAVAILABLE unless it is of the statement', () => {
    for (const [, reason, name] of seen) expect(isServerFault(reason)).toBe(name !== 'statement')
  })

  test('has a case of every kind here', () => {
    expect(new Set(seen.map(([, , name]) => name))).toEqual(new Set(Object.keys(faultKinds)))
  })

  test('lets a write be repeated only where it certainly was not done, and a read wherever that may help', () => {
    for (const [, reason] of seen) {
      const { isBrief, isUndone } = kindOf(reason)
      expect(mayRepeat(reason, false)).toBe(isBrief && isUndone)
      expect(mayRepeat(reason, true)).toBe(isBrief)
    }
    expect(mayRepeat(of('57P01'), false)).toBe(false)
    expect(mayRepeat(of('25006'), false)).toBe(true)
  })

  test('keeps the connection of a refused statement, and drops every one that led to a server that has changed', () => {
    const dropped = (kind: string) =>
      seen.filter(([, reason]) => kindOf(reason).drops === kind).map(([, , name]) => name)
    expect(new Set(dropped('older'))).toEqual(new Set(['turned', 'gone', 'silent']))
    expect(new Set(dropped('this'))).toEqual(new Set(['cancelled', 'elsewhere']))
  })
})

describe('at the start', () => {
  test.each([
    ['a server that is starting', of('57P03')],
    ['too many connections', of('53300')],
    ['nobody there', of('ECONNREFUSED')],
    ['a server that is read-only', of('25006')],
    [
      'a pooler whose server is away',
      of('08P01', 'server login has been failing, try again later (server_login_retry)'),
    ],
    ['a pooler that is full', of('08P01', 'no more connections allowed (max_client_conn)')],
    ['a pooler that had no server in time', of('08P01', 'query_wait_timeout')],
    ['a pooler that is shutting down', of('08P01', 'pgbouncer cannot connect to server')],
  ])('%s is waited for', (_, reason) => {
    expect(isPassing(reason)).toBe(true)
    expect(isPassing(new NotConnected(reason))).toBe(true)
  })

  test.each([
    ['a wrong password', of('28P01')],
    ['no such database', of('3D000')],
    ['a role that may not connect', of('42501')],
    ['a startup parameter that the pooler does not take', of('08P01', 'unsupported startup parameter: options')],
    ['a message that nobody understands', of('08P01', 'invalid message format')],
    ['a certificate that is not trusted', of('SELF_SIGNED_CERT_IN_CHAIN')],
    ['a setting that is wrong', new ConfigFaults(['POSTGRES_URL leads nowhere'])],
    ['no password', new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string')],
  ])('%s ends the process at once', (_, reason) => {
    expect(isPassing(reason)).toBe(false)
    expect(isPassing(new NotConnected(reason))).toBe(false)
  })
})
