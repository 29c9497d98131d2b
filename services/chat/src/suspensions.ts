/** Who may not send, by the word of those who run the platform: the projection of the auth service. */
import { type ConfigTable, type Kit, newestOf } from '@parley/service-kit'
import { putSuspensions } from './store/suspensions.ts'

export const followStandings = ({ project }: Pick<Kit<ConfigTable>, 'project'>) =>
  project({
    owner: 'auth',
    name: 'standings',
    version: 1,
    kinds: ['standing.changed'],
    apply: async (tx, told) => {
      await putSuspensions(
        tx,
        newestOf(told).map(({ is: { user, is, until = null }, epoch, seq }) => ({
          person: user,
          holds: is !== 'good',
          until,
          epoch,
          seq,
        })),
      )
    },
  })
