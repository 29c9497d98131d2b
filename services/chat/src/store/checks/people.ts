/** The names of people, against what auth has told of them. */
import { beforeIds, type Check, type CheckMeans, type Finding } from '@parley/service-kit'
import { getPeopleTold, peopleKinds, putPeople, type ToldPerson } from '../people.ts'

const peopleAtOnce = 500
/** So long a projection may take before somebody is missed. */
const lagSeconds = 60

interface OfPerson extends Finding {
  readonly id: string
  readonly name: string
  readonly profile: number | null
  readonly picture: string | null
  readonly epoch: number
  readonly seq: number
}

const isSameProfile = (person: ToldPerson, is: { readonly profile?: number; readonly picture?: string }): boolean =>
  person.profile === is.profile && (person.picture ?? undefined) === is.picture

async function* look({ db, told }: CheckMeans): AsyncGenerator<OfPerson> {
  for (let after = beforeIds; ; ) {
    const page = await told('auth', peopleKinds, after, peopleAtOnce)
    const known = await getPeopleTold(
      db,
      page.map(({ stream }) => stream),
    )
    for (const { stream: id, seq, is, epoch, seconds } of page) {
      if (seq === null) continue
      const person = known.get(id)
      const place = person ? Math.sign(person.epoch - epoch || person.seq - seq) : -1
      // Of a later event, which came while this was read; or of an earlier one for a moment more.
      const isSame = person?.name === is.name && (is.profile === undefined || isSameProfile(person, is))
      if (isSame || place > 0 || (place < 0 && seconds < lagSeconds)) continue
      const what = `person ${id}: ${person ? 'another name or profile' : 'unknown here'}`
      yield { what, id, name: is.name, profile: is.profile ?? null, picture: is.picture ?? null, epoch, seq }
    }
    const last = page.at(-1)
    if (!last || page.length < peopleAtOnce) return
    after = last.stream
  }
}

export const people: Check<OfPerson> = {
  about: 'people who have another name here than in auth, or none',
  anew: true,
  look,
  mend: async (db, person) => {
    await putPeople(db, [person])
    return true
  },
}
