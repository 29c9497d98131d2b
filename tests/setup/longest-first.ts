import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Where the files are that take long: begun last, one of them would keep a core waiting for it. Longest first. */
const long = [
  'tests/faults/prove/',
  'tests/faults/',
  'tests/bench/',
  'tests/e2e/',
  'packages/platform/',
  'packages/testcontainers/',
]

const rank = ({ moduleId }: TestSpecification): number => {
  const place = long.findIndex((folder) => moduleId.includes(`/${folder}`))
  return place < 0 ? long.length : place
}

/** Also on a machine that has never run them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => rank(one) - rank(other))
  }
}
