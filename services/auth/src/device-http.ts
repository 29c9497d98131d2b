/** RFC 8628 as it is written, for libraries of others: forms, and the errors of OAuth 2.0. The deeds are those of `device.start` and `device.check`. */
import { checkInput, Failure, fail } from '@parley/protocol'
import { type Caller, originText, type ServedRoutes } from '@parley/service-kit'
import express, { type Request, type RequestHandler, type Response } from 'express'
import type { Auth } from './context.ts'
import { checkGrant, startGrant } from './device-grants.ts'

const grantType = 'urn:ietf:params:oauth:grant-type:device_code'

/** Of OAuth 2.0, by ours. */
const errors: Readonly<Record<string, string>> = {
  GRANT_PENDING: 'authorization_pending',
  GRANT_HASTY: 'slow_down',
  GRANT_REFUSED: 'access_denied',
  GRANT_OVER: 'expired_token',
  BAD_INPUT: 'invalid_request',
}

type CallerOf = (request: Request, response: Response) => Caller

/** What others take for an error of theirs is answered as one; the rest as everywhere. */
const inOauth =
  (deed: (form: Record<string, unknown>, request: Request, response: Response) => Promise<unknown>): RequestHandler =>
  async (request, response) => {
    response.set('Cache-Control', 'no-store')
    try {
      response.json(await deed((request.body ?? {}) as Record<string, unknown>, request, response))
    } catch (reason) {
      const error = reason instanceof Failure ? errors[reason.body.name] : undefined
      if (error === undefined) throw reason
      response.status(400).json({ error, error_description: (reason as Failure).body.text })
    }
  }

const readForm = express.urlencoded({ limit: '16kb', extended: false, inflate: false })

export const deviceRoutes = (auth: Auth, callerOf: CallerOf): ServedRoutes['answers'] => ({
  'POST /auth/device/authorize': [
    readForm,
    inOauth(async ({ client_id }, request, response) => {
      const input = checkInput('device.start', { device: client_id })
      const page = auth.config.PUBLIC_URL ?? auth.edge.originOf(request)
      const { grant, code, interval_ms, expires_in_ms } = await startGrant(input, callerOf(request, response), auth)
      const uri = `${originText(page)}/#/device`
      return {
        device_code: grant,
        user_code: code,
        verification_uri: uri,
        verification_uri_complete: `${uri}/${code}`,
        expires_in: expires_in_ms / 1_000,
        interval: interval_ms / 1_000,
      }
    }),
  ],
  'POST /auth/device/token': [
    readForm,
    inOauth(async ({ grant_type, device_code }, request, response) => {
      if (grant_type !== grantType) fail('BAD_INPUT', { at: '/grant_type', why: `is to be ${grantType}` })
      const input = checkInput('device.check', { grant: device_code })
      const session = await checkGrant(input, callerOf(request, response), auth)
      return {
        access_token: session.access,
        token_type: 'Bearer',
        expires_in: Math.floor(session.access_expires_in_ms / 1_000),
        refresh_token: session.refresh,
      }
    }),
  ],
})
