/** Which messages have links, as chat tells: it is asked about each before anything is looked up. */
import { mayHaveLinks } from '@parley/markdown'
import type { ConfigTable, Kit, Told } from '@parley/service-kit'
import { doubtShown, type Wanted, wantPreviews } from '../store/previews.ts'

const kinds = ['message.sent', 'message.edited', 'message.unpreviewed'] as const
type Ev = Told<(typeof kinds)[number]>

const placeOf = (event: Ev) => ({
  room: event.on.split('/')[2] ?? '',
  message: event.ev === 'message.sent' ? event.seq : event.is.seq,
})

const wantedOf = (event: Ev): Wanted[] =>
  event.ev !== 'message.unpreviewed' && mayHaveLinks(event.is.text)
    ? [{ ...placeOf(event), told: event.seq, at: event.at }]
    : []

export const followLinks = ({ project }: Pick<Kit<ConfigTable>, 'project'>, wanted: () => void) =>
  project({
    owner: 'chat',
    name: 'links',
    version: 1,
    kinds,
    begins: 'now',
    apply: async (tx, events) => {
      const later = events.filter(({ ev }) => ev !== 'message.sent')
      if (later.length > 0) await doubtShown(tx, later.map(placeOf))
      const found = events.flatMap(wantedOf)
      if (found.length === 0) return undefined
      await wantPreviews(tx, found)
      return wanted
    },
  })
