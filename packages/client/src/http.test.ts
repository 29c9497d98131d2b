import { afterEach, describe, expect, test, vi } from 'vitest'
import { post, type Server } from './http.ts'
import { ParleyError } from './parley-error.ts'

const server = (fetch: () => Promise<Response>, more: Partial<Server> = {}): Server => ({
  url: 'https://parley.test',
  fetch: fetch as typeof globalThis.fetch,
  ...more,
})
const fault = (server: Server, body: object = {}, token?: string): Promise<unknown> =>
  post(server, 'account.get', body, token).catch((error) => error)
afterEach(() => vi.unstubAllGlobals())
const never = async () => expect.unreachable('it was sent')

describe('a request that does not get through', () => {
  test.each([
    ['Chromium', new TypeError('Failed to fetch')],
    ['Firefox', new TypeError('NetworkError when attempting to fetch resource.')],
    ['Safari', new TypeError('Load failed')],
    ['Node', new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })],
    ['React Native', new TypeError('Network request failed')],
    ['a time limit', new DOMException('The operation was aborted due to timeout', 'TimeoutError')],
  ])('is UNAVAILABLE in %s, with what was said', async (_, cause) => {
    const error = await fault(server(async () => Promise.reject(cause)))
    expect(error).toBeInstanceOf(ParleyError)
    expect(error).toMatchObject({
      name: 'UNAVAILABLE',
      retry: true,
      cause,
      message: expect.stringContaining(cause.message),
    })
  })

  const failed = server(() => Promise.reject(new TypeError('Failed to fetch')))

  test('to a page of another origin, is told with both reasons, and with what the operator sets', async () => {
    vi.stubGlobal('location', new URL('https://game.test/play/'))
    const { message } = (await fault(failed)) as Error
    expect(message).toContain('https://parley.test cannot be reached')
    expect(message).toMatch(/no page of https:\/\/game\.test ask: .* ALLOWED_ORIGINS/)
  })

  test('to a page of the server itself, or in a program, says nothing of origins', async () => {
    for (const location of [new URL('https://parley.test/'), undefined]) {
      vi.stubGlobal('location', location)
      expect(((await fault(failed)) as Error).message).not.toContain('ORIGIN')
    }
  })

  test('in time says nothing of origins', async () => {
    vi.stubGlobal('location', new URL('https://game.test/'))
    const late = new DOMException('The operation was aborted due to timeout', 'TimeoutError')
    expect(((await fault(server(() => Promise.reject(late)))) as Error).message).not.toContain('ORIGIN')
  })

  test.each([200, 404, 403, 502])('as something else answers, with HTTP status %i, is told as that', async (status) => {
    const error = await fault(server(async () => new Response('<html>', { status })))
    expect(error).toMatchObject({ name: 'UNAVAILABLE', retry: true })
    expect((error as Error).message).toContain(`HTTP status ${status}, and not as Parley does`)
  })
})

test('an input that is refused is told with its place', async () => {
  const body = { error: { code: 1002, name: 'BAD_INPUT', text: 'No.', at: '/password', why: 'is missing' } }
  const error = (await fault(server(async () => Response.json(body, { status: 400 })))) as Error
  expect(error.message).toBe('No. (/password is missing)')
})

test.each([
  ['that is none', 'https://', /no address \(https:\/\/\): give/],
  ['without a scheme', 'localhost:8080', /no address \(localhost:8080\): give/],
  ['of the API', 'https://parley.test/v1', /to end before \/v1/],
  ['left out', undefined as unknown as string, /`url` is undefined: give the address/],
])('an address %s is told with what to give instead, and not tried', async (_, url, why) => {
  const error = await fault(server(never, { url }))
  expect(error).toBeInstanceOf(ParleyError)
  expect(error).toMatchObject({ name: 'SETUP_FAULT', retry: false, message: expect.stringMatching(why) })
})

describe('a fault of the code on this side is no trouble of the network', () => {
  const nothing = undefined as unknown as { text: string } & (() => Response)
  const circle: Record<string, unknown> = {}
  circle.circle = circle

  test.each([
    ['a body that no JSON can hold', server(never), circle],
    ['a token that no header can carry', server(never), {}, 'a\nb'],
    ['a fetch with a name that is not there', server(async () => nothing()), {}],
    ['a fetch that reads of nothing', server(async () => Response.json(nothing.text)), {}],
    ['no fetch at all', { url: 'https://parley.test', fetch: null as unknown as typeof fetch }, {}],
  ] as [string, Server, object, string?][])('as %s', async (_, server, body, token) => {
    const error = await fault(server, body, token)
    expect(error).toBeInstanceOf(Error)
    expect(error).not.toBeInstanceOf(ParleyError)
  })
})
