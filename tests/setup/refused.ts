/** Where in a test something was refused: an error body has no stack, and a report of it would say no more than the body. */
import type { ErrorBody } from '@parley/protocol'

/** The same object, with what a report of tests prints. None of that is to be seen by whoever compares it with another. */
export const refused = (body: ErrorBody, of: string): ErrorBody => {
  const error = new Error(`${of} was refused with ${JSON.stringify(body)}`)
  Error.captureStackTrace(error, refused)
  for (const name of ['message', 'stack'] as const)
    Object.defineProperty(body, name, { value: error[name], enumerable: false })
  return body
}
