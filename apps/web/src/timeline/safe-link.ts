const followed = new Set(['http:', 'https:', 'mailto:'])

/** The address if it is whole and of a kind that cannot run code here; else undefined. */
export const safeLink = (address: string): string | undefined => {
  if (!URL.canParse(address)) return undefined
  const { protocol, href } = new URL(address)
  return followed.has(protocol) ? href : undefined
}

/** What looks like a host in a text, with or without what an address has before it. */
const hosts = /(?:[\p{L}\p{M}\p{N}_-]+\.)+[\p{L}\p{M}]{2,}/giu

/** One does not see all of what is written: some is nothing to see, and some looks like a letter or dot that it is not. */
const asSeen = (label: string): string => label.normalize('NFKC').replaceAll(/[\p{Cf}\p{DI}]/gu, '')

const bare = (host: string): string => host.replace(/^www\./, '')

const hostOf = (text: string): string | undefined =>
  URL.canParse(`https://${text}`) ? bare(new URL(`https://${text}`).hostname) : undefined

/**
 * Where a link leads that its label does not say: it names no host, or another one, or the address itself begins with something that looks
 * like one. Undefined where the label says it, and of a link within this site (`here`) that does not look like one to another.
 */
export const otherPlace = (label: string, link: string, here?: string): string | undefined => {
  const { hostname, protocol, pathname, username, password } = new URL(link)
  if (username || password) return hostname
  const seen = asSeen(label).trim()
  if (protocol === 'mailto:') return seen.replace(/^mailto:/i, '') === decoded(pathname) ? undefined : decoded(pathname)
  const named = namedIn(seen)
  if (named === undefined && hostname === here) return undefined
  return named === bare(hostname) ? undefined : hostname
}

/** The host that a label seems to speak of: of a whole address its own, also where that is a number or of one word. */
const namedIn = (seen: string): string | undefined => {
  if (/^https?:\/\//i.test(seen) && URL.canParse(seen)) return bare(new URL(seen).hostname)
  const [host] = seen.match(hosts) ?? []
  return host && hostOf(host)
}

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
