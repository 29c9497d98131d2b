const names: Readonly<Record<string, string>> = {
  suspended: 'Suspended',
  pending: 'Waits to be let in',
  locked: 'Locked',
  banned: 'Banned',
}

/** How somebody stands whom something restricts; a later server may have other kinds. */
export const standingName = (kind: string): string => names[kind] ?? kind
