/** How the address of a server is read: what stands in front of its host, and what is wrong with an address that cannot be read. */

/** What means something in a URL, and how it is written where it belongs to a user or a password. */
const written: readonly (readonly [sign: string, code: string])[] = [
  ['#', '%23'],
  ['/', '%2F'],
  ['?', '%3F'],
  ['@', '%40'],
  [':', '%3A'],
  ['%', '%25'],
  ['a comma', '%2C'],
  ['a space', '%20'],
]

const lesson = written.map(([sign, code]) => `${sign} as ${code}`).join(', ')

/** Completes "NAME …". Nothing of the address is quoted: it may hold a password. */
export const misread = `has a user or a password with a character that means something else in a URL: write ${lesson}`

/** A % that encodes nothing stands for itself: people paste passwords as they are. */
export const plainPercent = (text: string): string => text.replace(/%(?![0-9a-f]{2})/gi, '%25')

/** Whether what it encodes is text, which some libraries take for granted. */
export const decodes = (text: string): boolean => {
  try {
    return decodeURIComponent(text) !== undefined
  } catch {
    return false
  }
}

/** A user or a password, also where what it encodes is no text. */
export const decoded = (text: string): string => {
  try {
    return decodeURIComponent(plainPercent(text))
  } catch {
    return text
  }
}

/** The part of the host ends at the first of these, whatever the writer meant by it. */
const authorityOf = (text: string): string => /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(text)?.[1] ?? ''

/**
 * Whether a password was cut where a character of it means something else: `postgres://me:12/34@db` is a database
 * "34@db" on port 12 of a machine "me", and nobody means that.
 */
export const isMisread = (text: string): boolean => {
  if (!text.includes('://')) return false
  const authority = authorityOf(text)
  const rest = text.slice(text.indexOf(authority) + authority.length)
  // A port that is begun and not there is the end of a user before a password that was cut at its first sign.
  if (rest.includes('#') || /^[^@]*:$/.test(authority)) return true
  if (!URL.canParse(text)) return text.includes('@')
  const [path = '', query = ''] = rest.split('?')
  return path.includes('@') || (query.includes('@') && query.split('&').some((part) => /^[^=]*@/.test(part)))
}
