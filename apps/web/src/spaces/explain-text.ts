/** How it comes that somebody may do what they may, in words. Pure. */
import type { Output } from '@parley/client'
import { inRooms, permissionsText } from './permission-text.ts'

type Step = Output<'permission.explain'>['steps'][number]

const list = new Intl.ListFormat('en', { type: 'conjunction' })

const many = (names: readonly string[]): boolean => names.length >= inRooms.length

const given = (names: readonly string[]): string => (many(names) ? 'everything' : permissionsText(names))

/** `gives: …; takes: …`, of what the step changes. */
const changes = ({ allow, deny }: Step): string => {
  const parts = [
    ...(deny.length > 0 ? [`takes: ${given(deny)}`] : []),
    ...(allow.length > 0 ? [`gives: ${given(allow)}`] : []),
  ]
  return parts.length > 0 ? parts.join('; ') : 'changes nothing'
}

/** `roleName` is what a role is called, by its id. */
export const stepText = (step: Step, roleName: (role: number) => string): string => {
  const roles = list.format((step.roles ?? []).map((role) => `“${roleName(role)}”`))
  switch (step.why) {
    case 'owner':
      return 'Owns the space: may do everything.'
    case 'stranger':
      return 'Does not live in this space.'
    case 'role':
      return `The role ${roles} ${changes(step)}.`
    case 'administrator':
      return 'May do everything, whatever rooms say.'
    case 'room for everyone':
      return `The room, for everyone, ${changes(step)}.`
    case 'room for their roles':
      return `The room, for ${roles}, ${changes(step)}.`
    case 'room for them':
      return `The room, for this person, ${changes(step)}.`
    case 'sees nothing':
      return 'Who does not see the room may do nothing there.'
    case 'timed out':
      return 'Is timed out: may only read.'
    case 'says nothing':
      return 'Who may not write may neither mention everybody, nor attach files, nor show previews.'
    default:
      return `${step.why}: ${changes(step)}.`
  }
}

export const resultText = (may: readonly string[]): string => {
  if (may.length === 0) return 'In the end: nothing.'
  return many(may) ? 'In the end: everything.' : `In the end: ${permissionsText(may)}.`
}
