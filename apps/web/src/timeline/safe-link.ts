const followed = new Set(['http:', 'https:', 'mailto:'])

/** The address if it is whole and of a kind that cannot run code here; else undefined. */
export const safeLink = (address: string): string | undefined => {
  if (!URL.canParse(address)) return undefined
  const { protocol, href } = new URL(address)
  return followed.has(protocol) ? href : undefined
}
