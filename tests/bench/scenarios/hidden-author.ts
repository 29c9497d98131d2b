import { type Parley, startParley } from '../contestants/parley.ts'
import { placesUpTo, separateRooms } from '../contestants/population.ts'
import { endSeats, openCrowd, type Seat } from '../load/crowd.ts'
import { Sender, sentBy } from '../load/sender.ts'
import { settledFigures } from '../load/settle.ts'
import { measureSteady } from '../load/steady.ts'
import { partsPer } from '../load/usage.ts'
import { defineScenario, figureOf, type Measured, nothingLost, type Row, ratio } from './scenario.ts'

interface Size {
  readonly members: number
  readonly perSecond: number
  readonly warmUpMs: number
  readonly ms: number
}

const cpu = 'CPU µs per delivery'
const leaked = 'shown though hidden'

/** The last tenth of the members are apart, as they are not sent everything where they hide the second member. */
const measure = async (parley: Parley, size: Size, hides: boolean): Promise<Measured> => {
  const populated = await parley.make(separateRooms(1, size.members))
  const { people } = populated
  const apart = Math.ceil(size.members / 10)
  const others = size.members - apart
  const [, author] = people
  if (hides && author)
    for (const person of people.slice(others)) await parley.post('author.hide', { user: author.user }, person)
  const open = parley.open(populated)
  const crowd = await openCrowd(open, placesUpTo(others))
  const hiding = await openCrowd(
    open,
    placesUpTo(apart).map((place) => others + place),
    { timed: 0 },
  )
  const senders = [0, 1].map((place) => new Sender(crowd, crowd.seats[place] as Seat))
  const figures = await measureSteady(parley, crowd, { ...size, senders, rooms: [0, 0], copies: others })
  const { usage } = figures
  const deliveries = (figures.deliveries * size.members) / others
  const seen = hides ? sentBy(senders.slice(0, 1)) : sentBy(senders)
  for (const { seats } of [crowd, hiding]) endSeats(seats)
  return {
    figures: {
      [cpu]: usage.micros / deliveries,
      'p99 ms': crowd.tally.delivery.at(0.99),
      [leaked]: Math.max(0, hiding.tally.deliveries - seen * apart),
      ...settledFigures(figures),
    },
    note: `${cpu}: ${partsPer(usage, deliveries)}`,
  }
}

export const hiddenAuthor = defineScenario({
  name: 'hidden-author',
  about:
    'A hot room as above, in which two of the members send in turn; once nobody hides anything, and once a tenth of the members hide the second of them and get `redacted` in the place of what they say.',
  sizes: {
    full: { members: 500, perSecond: 500, warmUpMs: 1_000, ms: 5_000 },
    short: { members: 20, perSecond: 50, warmUpMs: 100, ms: 400 },
  },
  run: async (size, lend) => {
    const row = async (name: string, hides: boolean): Promise<Row> => {
      await using parley = await lend(startParley, 1)
      return { name: `${parley.name}, ${name}`, ...(await measure(parley, size, hides)) }
    }
    const all = await row('nobody hides', false)
    const tenth = await row('a tenth hides', true)
    return {
      title: `Hidden author: ${size.members} members, ${size.perSecond} messages/s`,
      rows: [all, tenth],
      targets: [
        { what: 'CPU per delivery over that where nobody hides', reached: ratio(tenth, all, cpu), most: 1.15 },
        { what: leaked, reached: figureOf(tenth, leaked), most: 0 },
        nothingLost(all),
        nothingLost(tenth),
      ],
      plotted: [cpu, 'p99 ms'],
    }
  },
})
