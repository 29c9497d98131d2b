import { describe, expect, test } from 'vitest'
import { readOffer } from './handshake.ts'

const k8s = (token: string) => `base64url.bearer.authorization.k8s.io.${Buffer.from(token).toString('base64url')}`

describe('the subprotocols that a client offers', () => {
  test.each([
    ['the subprotocol first', 'parley.v1.json, bearer.a.b.c'],
    ['the token first', 'bearer.a.b.c,parley.v1.json'],
    ['something else among them', 'chat.v9, bearer.a.b.c, parley.v1.json'],
    ['empty entries among them', ', parley.v1.json ,, bearer.a.b.c ,'],
    ['the token in the form of Kubernetes', `parley.v1.json, ${k8s('a.b.c')}`],
    ['both of ours, of which the first is spoken', 'parley.v1.json, parley.v1.msgpack, bearer.a.b.c'],
  ])('may have %s', (_, header) => {
    expect(readOffer(header)).toEqual({ subprotocol: 'parley.v1.json', token: 'a.b.c' })
  })

  test('may be MessagePack, also before JSON', () => {
    expect(readOffer('parley.v1.msgpack, parley.v1.json, bearer.a')).toMatchObject({ subprotocol: 'parley.v1.msgpack' })
    expect(readOffer('parley.v1.msgpack, bearer.a')).toEqual({ subprotocol: 'parley.v1.msgpack', token: 'a' })
  })

  test.each([
    ['nothing at all', undefined],
    ['nothing in it', ''],
    ['no token', 'parley.v1.json'],
    ['an empty token', 'parley.v1.json, bearer.'],
    ['an empty token in the form of Kubernetes', 'parley.v1.json, base64url.bearer.authorization.k8s.io.'],
    ['two tokens', 'parley.v1.json, bearer.a.b.c, bearer.d.e.f'],
    ['the same token twice', 'parley.v1.json, bearer.a.b.c, bearer.a.b.c'],
    ['the token in both forms', `parley.v1.json, bearer.a.b.c, ${k8s('a.b.c')}`],
    ['an empty token beside a real one', 'parley.v1.json, bearer., bearer.a.b.c'],
    ['the word bearer in capitals', 'parley.v1.json, Bearer.a.b.c'],
  ])('are refused with %s', (_, header) => {
    expect(readOffer(header)).toEqual({ error: 'TOKEN_MISSING' })
  })

  test.each([
    ['only a token', 'bearer.a.b.c'],
    ['a subprotocol that is not ours', 'chat.v9, bearer.a.b.c'],
    ['a version that is not ours', 'parley.v2.json, bearer.a.b.c'],
    ['ours in capitals', 'PARLEY.V1.JSON, bearer.a.b.c'],
  ])('are refused with %s', (_, header) => {
    expect(readOffer(header)).toEqual({ error: 'SUBPROTOCOL_UNKNOWN' })
  })
})
