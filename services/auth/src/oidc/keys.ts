/** The public keys of an issuer, by its discovery document (OpenID Connect Discovery 1.0). */
import { steadyNow } from '@parley/service-kit'
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { readDocument } from './document.ts'
import type { FetchJson } from './fetch-json.ts'
import type { Issuer } from './issuers.ts'

/** Looked at anew after so long, and for a key that is not among them, which anybody may name, not more often than the other. */
const goodForMs = 600_000
const askAgainMs = 30_000

const readKeys = async (issuer: Issuer, fetchJson: FetchJson): Promise<JSONWebKeySet> => {
  const { jwks_uri } = await readDocument(issuer, fetchJson)
  if (typeof jwks_uri !== 'string') throw new Error('its document names no keys')
  return (await fetchJson(jwks_uri)) as JSONWebKeySet
}

export const keysOf = (issuer: Issuer, fetchJson: FetchJson): JWTVerifyGetKey => {
  let keys: JWTVerifyGetKey | undefined
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined

  const read = async () => {
    readAt = steadyNow()
    keys = createLocalJWKSet(await readKeys(issuer, fetchJson))
  }
  const refresh = () => {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }

  return async (header, token) => {
    if (!keys || steadyNow() - readAt > goodForMs) await refresh()
    try {
      return await (keys as JWTVerifyGetKey)(header, token)
    } catch (reason) {
      if (!(reason instanceof errors.JWKSNoMatchingKey) || steadyNow() - readAt < askAgainMs) throw reason
      await refresh()
      return await (keys as JWTVerifyGetKey)(header, token)
    }
  }
}
