/** Requests that can be read in one way only: what two readers could understand differently is refused before it is routed. */
import type { IncomingMessage } from 'node:http'
import { fail } from '@parley/protocol'

/** What needs no encoding stands as it is; encoded are a blank and what is not ASCII. It ends with no dot. */
const segment = /^(?:[\w.~!$&'()*+,=:@-]|%20|%[89a-f][\da-f])*$/i

/** As nearly all are. */
const simple = /^(?:\/[\w-]+(?:\.[\w-]+)*)+$/

const isDecodable = (text: string): boolean => {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

const isPlainSegment = (text: string): boolean => segment.test(text) && !text.endsWith('.')

/**
 * Whether the path of a request is spelled in the only way there is: no `.` or `..`, no empty part but the last, no
 * backslash, no `;`, nothing encoded that need not be, no host in front. Proxies, routers and servers of files differ in
 * what they make of those, so that one lets pass what the next takes for something else.
 */
export const isPlainTarget = (target: string): boolean => {
  const [path = ''] = target.split('?', 1)
  if (simple.test(path)) return true
  if (!path.startsWith('/')) return false
  const parts = path.slice(1).split('/')
  return (
    parts.every((part, place) => (part !== '' || place === parts.length - 1) && isPlainSegment(part)) &&
    isDecodable(path)
  )
}

const hostsIn = ({ rawHeaders }: IncomingMessage): number => {
  let found = 0
  for (let place = 0; place < rawHeaders.length; place += 2)
    if (rawHeaders[place]?.length === 4 && rawHeaders[place]?.toLowerCase() === 'host') found++
  return found
}

/** Names and values; more than any browser, program or chain of proxies sends. */
const mostInHeaders = 400

/** Throws REQUEST_UNCLEAR. */
export const checkPlain = (request: IncomingMessage): void => {
  if (!isPlainTarget(request.url ?? '')) fail('REQUEST_UNCLEAR', { why: 'its path is not spelled plainly' })
  if (request.rawHeaders.length > mostInHeaders) fail('REQUEST_UNCLEAR', { why: 'it has more than 200 headers' })
  if (hostsIn(request) > 1) fail('REQUEST_UNCLEAR', { why: 'it has more than one Host' })
}
