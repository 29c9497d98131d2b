/** The hours of each day in which nothing rings, as a form has them. */

/** Minutes after midnight as a field for a time has them: `07:05`. */
export const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** Nothing where the field is empty or holds no time. */
export const minutesOf = (clock: string): number | undefined => {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)/.exec(clock) ?? []
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes)
}

/** Where one is, as far as the browser says. */
export const zoneHere = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone

/** All that the browser knows, with the one that is chosen, whatever that is. */
export const zonesWith = (chosen: string): readonly string[] => {
  const known = Intl.supportedValuesOf('timeZone')
  return known.includes(chosen) ? known : [chosen, ...known]
}
