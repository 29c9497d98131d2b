import { exportJWK, generateKeyPair, type JWTVerifyGetKey } from 'jose'
import { afterEach, expect, test, vi } from 'vitest'
import { readIssuer } from './issuers.ts'
import { keysOf } from './keys.ts'

const url = 'https://id.example'
const issuer = { name: 'studio', url, audience: 'parley' }
const jwkOf = async (kid: string) => ({ ...(await exportJWK((await generateKeyPair('ES256')).publicKey)), kid })

/** An issuer that answers from here. */
const begin = (document: object, ...keys: object[]) => {
  const asked: string[] = []
  const get = keysOf(issuer, async (address) => {
    asked.push(address)
    return address.endsWith('/keys') ? { keys } : document
  })
  const find = (kid: string) => (get as JWTVerifyGetKey)({ alg: 'ES256', kid }, {} as never)
  return { asked, keys, find }
}

const own = { issuer: url, jwks_uri: `${url}/keys` }

afterEach(() => void vi.useRealTimers())

test('a key that is new is found after a while, and asked for by nobody in between', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const { asked, keys, find } = begin(own, await jwkOf('a'))
  await find('a')
  keys.push(await jwkOf('b'))
  for (let times = 0; times < 5; times++) await expect(find('b')).rejects.toThrow()
  expect(asked).toEqual([`${url}/.well-known/openid-configuration`, `${url}/keys`])
  vi.advanceTimersByTime(30_000)
  await find('b')
  expect(asked).toHaveLength(4)
})

test('a key that the issuer has withdrawn is good for ten minutes at most', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const { keys, find } = begin(own, await jwkOf('a'))
  await find('a')
  keys.pop()
  vi.advanceTimersByTime(600_001)
  await expect(find('a')).rejects.toThrow()
})

test.each([
  [{ ...own, issuer: 'https://other.example' }],
  [{ ...own, issuer: undefined }],
  [{ ...own, jwks_uri: undefined }],
])('a document that is %j is none of this issuer', async (document) => {
  await expect(begin(document, await jwkOf('a')).find('a')).rejects.toThrow(/document/)
})

test('the document of an issuer may write a slash at its end', async () => {
  await begin({ ...own, issuer: `${url}/` }, await jwkOf('a')).find('a')
})

test.each([
  ['studio=https://id.example|parley', { name: 'studio', url, audience: 'parley' }],
  ['studio=https://id.example/|parley', { name: 'studio', url, audience: 'parley' }],
  ['realm=https://id.example/realms/one/|parley', { name: 'realm', url: `${url}/realms/one`, audience: 'parley' }],
  ['studio=https://id.example', undefined],
  ['studio=ftp://id.example|parley', undefined],
  ['studio=https://id.example?x=1|parley', undefined],
  ['Studio=https://id.example|parley', undefined],
  ['=https://id.example|parley', undefined],
  ['studio=https://|parley', undefined],
])('the setting %s is read as %j', (text, read) => {
  expect(readIssuer(text)).toEqual(read)
})
