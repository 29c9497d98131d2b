/**
 * The link by which somebody ends mail about what they have not read, without being logged in: it is signed, and says whose mail that is. A
 * mailbox that offers it posts there at once (RFC 8058); a browser that opens it asks first, as some mail servers follow each link.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { answerHeaders, type Database, type Edge, errorOf, type Log, type Routes, sendError } from '@parley/service-kit'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import { setAlerts } from '../alerts-set.ts'
import type { Context } from '../context.ts'
import { onOwnStream } from '../own-stream.ts'
import { isErasing } from '../store/digests.ts'

export const stopPath = '/notify/mail'

const macBytes = 24
const idPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export class Stops {
  readonly #key: Buffer

  constructor(key: Buffer) {
    this.#key = key
  }

  /** A part of a path. It does not end: mail is found years later. */
  of(person: string): string {
    return `${person}.${this.#mac(person).toString('base64url')}`
  }

  /** Nothing where it is none of ours. */
  read(text: string): string | undefined {
    const [person = '', mac = '', ...more] = text.split('.')
    const given = Buffer.from(mac, 'base64url')
    if (more.length > 0 || !idPattern.test(person) || given.length !== macBytes) return undefined
    return timingSafeEqual(given, this.#mac(person)) ? person : undefined
  }

  #mac(person: string): Buffer {
    return createHmac('sha256', this.#key).update(`stop ${person}`).digest().subarray(0, macBytes)
  }
}

interface Stopping {
  readonly db: Database
  readonly log: Log
  readonly edge: Edge
  readonly stops: Stops
  readonly usualDigest: Context['usualDigest']
}

const stop = async (means: Stopping, person: string): Promise<void> => {
  if (await isErasing(means.db, person)) return
  await onOwnStream(means, person, async (tx, locked) => {
    await setAlerts(tx, locked.of('notify/user', person), { digest: 'never' }, means)
  })
}

const page = (body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Mail of Parley</title></head><body>${body}</body></html>`

const pages = {
  ask: page(
    '<h1>Mail about what you have not read</h1><form method="post"><p>Do you want no more of it?</p><button>Send me no more</button></form>',
  ),
  done: page('<h1>You are sent no more</h1><p>You may have it again: it is in the settings behind the bell.</p>'),
  unknown: page(
    '<h1>This link is not whole</h1><p>Open it from the mail once more, or say it in the settings behind the bell.</p>',
  ),
}

/** Neither scripts nor anything from elsewhere, and no frame of others in which somebody would press the button unseen. */
const policy = "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

const answerWith =
  (answer: (person: string) => Promise<string> | string, { stops }: Stopping): RequestHandler =>
  async (request, response) => {
    const person = stops.read(String(request.params.token))
    const body = person === undefined ? pages.unknown : await answer(person)
    response.set({ ...answerHeaders, 'Content-Security-Policy': policy, 'Content-Type': 'text/html; charset=utf-8' })
    response.status(person === undefined ? 404 : 200).send(body)
  }

const answerError =
  ({ log }: Stopping): ErrorRequestHandler =>
  (reason, request, response, _next) => {
    const { method, ip: address } = request
    sendError(response, errorOf(reason, { log, what: 'a request', whom: { method, address } }))
  }

/** What a POST says besides is not read: RFC 8058 wants one answer, and a form has one button. */
export const addStopRoutes = (http: Pick<Routes, 'serve'>, means: Stopping): void =>
  http.serve({
    edge: means.edge,
    open: [],
    paths: [stopPath],
    answers: {
      [`GET ${stopPath}/:token`]: answerWith(() => pages.ask, means),
      [`POST ${stopPath}/:token`]: answerWith(async (person) => {
        await stop(means, person)
        return pages.done
      }, means),
    },
    failed: answerError(means),
  })
