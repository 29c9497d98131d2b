/** How it comes that somebody may do what they may, in words. Pure. */
import { t } from '@lingui/core/macro'
import type { Output } from '@parley/client'
import { allOf } from '../language/formats.ts'
import { inRooms, permissionsText } from './permission-text.ts'

type Step = Output<'permission.explain'>['steps'][number]

const many = (names: readonly string[]): boolean => names.length >= inRooms.length

const given = (names: readonly string[]): string => (many(names) ? 'everything' : permissionsText(names))

/** `gives: …; takes: …`, of what the step changes. */
const changes = ({ allow, deny }: Step): string => {
  const parts = [
    ...(deny.length > 0 ? [`takes: ${given(deny)}`] : []),
    ...(allow.length > 0 ? [`gives: ${given(allow)}`] : []),
  ]
  return parts.length > 0 ? parts.join('; ') : t`changes nothing`
}

/** `roleName` is what a role is called, by its id. */
export const stepText = (step: Step, roleName: (role: number) => string): string => {
  const roles = allOf((step.roles ?? []).map((role) => `“${roleName(role)}”`))
  switch (step.why) {
    case 'owner':
      return t`Owns the space: may do everything.`
    case 'stranger':
      return t`Does not live in this space.`
    case 'role':
      return t`The role ${roles} ${changes(step)}.`
    case 'administrator':
      return t`May do everything, whatever rooms say.`
    case 'room for everyone':
      return t`The room, for everyone, ${changes(step)}.`
    case 'room for their roles':
      return t`The room, for ${roles}, ${changes(step)}.`
    case 'room for them':
      return t`The room, for this person, ${changes(step)}.`
    case 'sees nothing':
      return t`Who does not see the room may do nothing there.`
    case 'timed out':
      return t`Is timed out: may only read.`
    case 'says nothing':
      return t`Who may not write may neither mention everybody, nor attach files, nor show previews.`
    case 'no second factor':
      return t`The space asks for a second factor: ${changes(step)}.`
    default:
      return `${step.why}: ${changes(step)}.`
  }
}

export const resultText = (may: readonly string[]): string => {
  if (may.length === 0) return t`In the end: nothing.`
  return many(may) ? t`In the end: everything.` : t`In the end: ${permissionsText(may)}.`
}
