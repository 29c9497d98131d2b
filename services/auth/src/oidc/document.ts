/** What an issuer says of itself (OpenID Connect Discovery 1.0). */
import type { FetchJson } from './fetch-json.ts'
import { type Issuer, withoutSlash } from './issuers.ts'

export type IssuerDocument = Readonly<Record<string, unknown>>

export const readDocument = async ({ url }: Issuer, fetchJson: FetchJson): Promise<IssuerDocument> => {
  const document = (await fetchJson(`${url}/.well-known/openid-configuration`)) as IssuerDocument
  if (typeof document.issuer !== 'string' || withoutSlash(document.issuer) !== url)
    throw new Error('its document is of another issuer')
  return document
}
