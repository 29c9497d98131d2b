/** The device tokens of a browser, where no script can read them. They outlive a session: see `devices.ts`. */
import { parseCookie } from 'cookie'
import { cookieIn, type Jar } from './cookie.ts'

/** Browsers keep a cookie no longer. It is set anew at each refresh. */
const lifeSeconds = 400 * 86_400

export const deviceCookie = (tokens: string, jar: Jar): string => cookieIn(jar, tokens, lifeSeconds)

/** Undefined also for what cannot be ours. */
export const readDeviceCookie = (header: string | undefined, { name }: Jar): string | undefined => {
  const value = parseCookie(header ?? '')[name] ?? ''
  return /^[\w-]{64}(\.[\w-]{64}){0,4}$/.test(value) ? value : undefined
}
