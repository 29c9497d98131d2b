import { describe, expect, test } from 'vitest'
import { schemaFault } from './migrate.ts'

const step = (number: number, breaking = false) => ({ part: 'service', number, name: `step-${number}`, breaking })
const known = [step(1), step(2)]

describe('a release', () => {
  test.each([
    ['the same', [step(1), step(2)]],
    ['ahead by what does not break it', [step(1), step(2), step(3), step(4)]],
    ['made by a migration that broke what came before it', [step(1), step(2, true)]],
  ])('runs on a schema that is %s', (_, found) => {
    expect(schemaFault(found.some(({ breaking }) => breaking) ? found : known, found)).toBeUndefined()
  })

  test.each([
    ['empty', [], 'behind: apply service 1 step-1, service 2 step-2'],
    ['behind by one', [step(1)], 'behind: apply service 2 step-2'],
    [
      'of other steps with the same numbers',
      [step(1), { ...step(2), name: 'other' }],
      'behind: apply service 2 step-2',
    ],
    ['ahead by one that breaks it', [step(1), step(2), step(3, true)], 'ahead by service 3 step-3'],
    [
      'ahead by several of which an early one breaks it',
      [...known, step(3, true), step(4)],
      'ahead by service 3 step-3',
    ],
  ])('refuses a schema that is %s', (_, found, fault) => {
    expect(schemaFault(known, found)).toContain(fault)
  })
})
