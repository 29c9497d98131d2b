/** Tokens that others have got in by elsewhere (RFC 8725, and what was found since): none gets in here. */
import { Failure } from '@parley/protocol'
import { subjects } from '@parley/wire'
import { describe, expect, test } from 'vitest'
import type { Bus } from '../src/bus.ts'
import { makeLog } from '../src/log.ts'
import { Tokens } from '../src/tokens.ts'
import { badClaims } from './bad-tokens/claims.ts'
import { claims, forge, header, issuer, jwk, type Named } from './bad-tokens/forge.ts'
import { badForms } from './bad-tokens/forms.ts'
import { badHeaders } from './bad-tokens/headers.ts'

const bus = { subjects: subjects('test'), ask: async () => ({ keys: [jwk] }) } as unknown as Bus
const tokens = new Tokens(bus, issuer, makeLog('test', 'silent'))

const outcome = (token: string): Promise<string> =>
  tokens.verify(token).then(
    () => 'accepted',
    (reason: unknown) => (reason instanceof Failure ? reason.body.name : String(reason)),
  )

const corpus: readonly Named[] = [...badHeaders, ...badClaims, ...badForms]

describe('of bad tokens', () => {
  test('there are 250 or more, each another one', () => {
    expect(new Set(corpus.map(([, token]) => token)).size).toBe(corpus.length)
    expect(corpus.length).toBeGreaterThanOrEqual(250)
  })

  test.each(corpus)('that of %s is refused, as expired or as none of ours', async (_name, token) => {
    expect(['TOKEN_INVALID', 'TOKEN_EXPIRED']).toContain(await outcome(token))
  })

  test('none keeps out a good one, put together in the same way', async () => {
    expect(await outcome(forge(header, claims))).toBe('accepted')
    expect(await outcome(forge(header, { ...claims, scope: 'chat:read' }))).toBe('accepted')
  })
})
