import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Two kinds of files that keep the cores busy, each with the longest first. */
const busy = [
  [/\/tests\/faults\/prove\//, /\/tests\/faults\/(?!history\/)/, /\/tests\/bench\//],
  [/\/(saga|matrix)\.test\.ts$/, /\/packages\/(testcontainers|platform)\/test\//, /\/tests\/e2e\//],
]

/** So far into the run the last of them begins: later it would keep one core waiting for it. */
const busyUntil = 0.8

const placeIn = (paths: readonly RegExp[], { moduleId }: TestSpecification): number =>
  paths.findIndex((path) => path.test(moduleId))

/** Evenly over the run. */
const spread = (files: readonly TestSpecification[], until: number) =>
  files.map((file, place) => ({ file, at: (place / files.length) * until }))

/**
 * At each moment files of each kind run, so that some wait for servers while others work. At the end come the many that need no servers, with
 * which all processes are done at the same time. Also on a machine that has never run them.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const kinds = busy.map((paths) =>
      sorted
        .filter((file) => placeIn(paths, file) >= 0)
        .toSorted((one, other) => placeIn(paths, one) - placeIn(paths, other)),
    )
    const others = sorted.filter((file) => !kinds.flat().includes(file))
    const { short = [], waiting = [] } = Object.groupBy(others, ({ moduleId }) =>
      moduleId.includes('/src/') ? 'short' : 'waiting',
    )
    const dealt = [...kinds.flatMap((kind) => spread(kind, busyUntil)), ...spread(waiting, 1)]
    return [...dealt.toSorted((one, other) => one.at - other.at).map(({ file }) => file), ...short]
  }
}
