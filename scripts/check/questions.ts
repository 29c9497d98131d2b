import { Visitor } from 'oxc-parser'
import type { Source } from './source.ts'

/** Where the bus is asked. Everybody else asks by the table of questions. */
const home = 'packages/service-kit/src/questions.ts'

/** Calls of `ask` and `answer` of a bus, beside the table of questions. */
export function questionFaults({ path, parsed, text: source }: Source): string[] {
  if (path === home || !/^(gateway|services|packages)\/([^/]+\/)?src\//.test(path)) return []
  const faults: string[] = []
  new Visitor({
    CallExpression: ({ callee }) => {
      const called = source.slice(callee.start, callee.end)
      if (/\bbus\.(ask|answer)$/.test(called))
        faults.push(`${called} is beside the table of questions: ${home} has the way`)
    },
  }).visit(parsed.program)
  return faults
}
