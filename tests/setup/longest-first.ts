import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Where the files are that take long: begun last, one of them would keep a core waiting for it. Longest first. */
const long = [
  'tests/faults/prove/',
  'tests/faults/',
  'tests/bench/',
  'packages/testcontainers/',
  'packages/platform/',
  'tests/e2e/',
]

/** They keep the cores busy, so not many of them shall run at once. */
const busy = /\/tests\/(faults|bench)\//

/** A busy file, then so many others. */
const between = 3

const rank = ({ moduleId }: TestSpecification): number => {
  const place = long.findIndex((folder) => moduleId.includes(`/${folder}`))
  return place < 0 ? long.length : place
}

/** Also on a machine that has never run them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other))
    const { busy: first = [], quiet = [] } = Object.groupBy(sorted, ({ moduleId }) =>
      busy.test(moduleId) ? 'busy' : 'quiet',
    )
    const dealt = first.flatMap((file, place) => [file, ...quiet.slice(place * between, (place + 1) * between)])
    return [...dealt, ...quiet.slice(first.length * between)]
  }
}
