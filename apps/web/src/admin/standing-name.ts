import { t } from '@lingui/core/macro'

const names: Readonly<Record<string, string>> = {
  suspended: t`Suspended`,
  pending: t`Waits to be let in`,
  locked: t`Locked`,
  banned: t`Banned`,
}

/** How somebody stands whom something restricts; a later server may have other kinds. */
export const standingName = (kind: string): string => names[kind] ?? kind
