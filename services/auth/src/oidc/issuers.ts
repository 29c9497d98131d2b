/** Issuers of OpenID Connect that the operator trusts, as they are named in the settings. */
import { ConfigFaults } from '@parley/service-kit'

export interface Issuer {
  /** By which it is called here. */
  readonly name: string
  /** Without a slash at its end: some write one, and it is the same issuer. */
  readonly url: string
  /** For whom its tokens are: us. */
  readonly audience: string
}

const form = /^([a-z0-9-]{1,32})=(https?:\/\/[^\s|?#]+)\|([^\s|]{1,256})$/

export const withoutSlash = (url: string): string => url.replace(/\/+$/, '')

/** `name=https://id.example.org|audience`. Undefined where it is none. */
export const readIssuer = (text: string): Issuer | undefined => {
  const [, name = '', url = '', audience = ''] = form.exec(text) ?? []
  return URL.canParse(url) ? { name, url: withoutSlash(url), audience } : undefined
}

/** Of the settings. Throws ConfigFaults. */
export const issuersOf = (items: readonly string[], toPrivate: boolean): Issuer[] => {
  const issuers = items.flatMap((item) => readIssuer(item) ?? [])
  const twice = issuers.filter(({ name }, place) => issuers.findIndex((issuer) => issuer.name === name) !== place)
  const faults = [
    ...twice.map(({ name }) => `OIDC_ISSUERS has ${name} twice`),
    ...issuers.flatMap(({ name, url }) =>
      url.startsWith('https:') || toPrivate ? [] : [`OIDC_ISSUERS has ${name} at ${url}, by http and not https`],
    ),
  ]
  if (faults.length > 0) throw new ConfigFaults(faults)
  return issuers
}
