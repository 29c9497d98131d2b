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
 * Where a link leads, where its label may make one think of another place: it looks like an address of another host, or the address
 * itself begins with something that looks like one. Else undefined.
 */
export const otherPlace = (label: string, link: string): string | undefined => {
  const { hostname, protocol, pathname, username, password } = new URL(link)
  if (username || password) return hostname
  const seen = asSeen(label)
  if (protocol === 'mailto:') return /:\/\//.test(seen) ? pathname : undefined
  const named = [...seen.matchAll(hosts)].map(([host]) => hostOf(host))
  const own = bare(hostname)
  return named.length === 0 || named[0] === own ? undefined : hostname
}
