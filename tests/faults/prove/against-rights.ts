/** What people were told or have said in the space without having the right to, in words. */
import type { Stored } from '../history/history.ts'
import type { Person } from './person.ts'
import { receivedBy } from './received.ts'
import type { Records } from './records.ts'
import type { Received, Rights } from './rights.ts'

/** That much is told of each. */
const mostTold = 5

const tell = (rights: Rights, how: string, received: readonly Received[]): string[] => {
  const leaks = received.filter((one) => rights.isLeak(one))
  const places = leaks.slice(0, mostTold).map(({ on, seq }) => `${on} at ${seq}`)
  return leaks.length > 0 ? [`${how} is told ${leaks.length} times what they may not see: ${places.join(', ')}`] : []
}

export const againstRights = (
  rights: Rights,
  people: readonly Person[],
  { received }: Records,
  stored: readonly Stored[],
): string[] => {
  const inAnswers = Map.groupBy(received, ({ user }) => user)
  return [
    ...people.flatMap(({ name, user, app, bot }) => [
      ...[app, bot].flatMap((device) => tell(rights, device.name, receivedBy(user, device.frames))),
      ...tell(rights, `${name}'s script`, inAnswers.get(user) ?? []),
    ]),
    ...stored
      .filter((event) => rights.isUnallowed(event))
      .map(({ on, seq, id }) => `${id} is said at ${seq} in ${on} by somebody who may not`),
  ]
}
