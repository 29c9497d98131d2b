/** Settings of whoever takes requests from outside: who is in front, how we are called, whose pages may ask. */
import { isNetwork } from './addresses.ts'
import { list, listOf, optional, setting } from './config.ts'
import { isHostPattern, isOrigin, type Origin, readOrigin } from './origins.ts'

const publicOrigin = (value: string): Origin => {
  const origin = readOrigin(value.replace(/\/$/, ''))
  if (origin && URL.canParse(value)) return origin
  throw new Error(`must be a URL of http or https without a path, as in https://chat.example.org, not "${value}"`)
}

const gatewayKey = (value: string): string => {
  if (/^[\w-]{16,200}$/.test(value)) return value
  throw new Error('must be of 16 to 200 letters, digits, - and _')
}

export const networksSetting = (about: string) =>
  listOf(
    'addresses, networks (10.0.0.0/8), loopback, linklocal or uniquelocal',
    isNetwork,
    list({ about, default: [] }),
  )

export const originsSetting = (about: string) =>
  listOf(
    'origins such as https://chat.example.org',
    (item) => item === '*' || isOrigin(item),
    list({ about, default: [] }),
  )

/** The same in the gateway and in every service that has routes of its own. */
export const edgeConfig = {
  PUBLIC_URL: optional(
    setting(
      'URL, http:// or https://',
      {
        about:
          'where browsers find the platform, as in https://chat.example.org. Without it requests and proxies are asked',
      },
      publicOrigin,
    ),
  ),
  ALLOWED_HOSTS: listOf(
    'names such as chat.example.org or *.example.org, without scheme and port',
    isHostPattern,
    list({
      about: 'names under which requests may come besides that of PUBLIC_URL, addresses and localhost; * allows all',
      default: [],
    }),
  ),
  GATEWAY_KEY: optional(
    setting(
      'text, 16 to 200 letters, digits, - and _',
      {
        about:
          'shared by gateways and services: who sends it is a gateway, and nobody else is. Without it services go by TRUSTED_PROXIES',
        secret: true,
      },
      gatewayKey,
    ),
  ),
}
