import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decodeEvents,
  encodeEvents,
  encodeFormer,
  encodeMarks,
  encodeSignals,
  type Mark,
  Marks,
  sees,
} from './index.ts'

const sightOf = (hides: string[], audiences: string[] = []) => ({
  hides: new Set(hides),
  audiences: new Set(audiences),
})

describe('an event', () => {
  test.each<[string, Mark | undefined, ReturnType<typeof sightOf> | undefined, boolean]>([
    ['without a mark, by everybody', undefined, sightOf(['ann']), true],
    ['of an author, by who hides nobody', { by: 'ann' }, undefined, true],
    ['of an author, by who hides another', { by: 'ann' }, sightOf(['bob']), true],
    ['of an author, not by who hides them', { by: 'ann' }, sightOf(['ann']), false],
    ['that says what another has said, not by who hides that one', { by: 'ann', of: 'bob' }, sightOf(['bob']), false],
    ['that says what another has said, by who hides a third', { by: 'ann', of: 'bob' }, sightOf(['cid']), true],
    ['for some, not by who has no sight', { for: 'staff' }, undefined, false],
    ['for some, not by others', { for: 'staff' }, sightOf([], ['guests']), false],
    ['for some, by those', { for: 'staff' }, sightOf([], ['staff']), true],
    [
      'for some, not by one of them who hides its author',
      { by: 'ann', for: 'staff' },
      sightOf(['ann'], ['staff']),
      false,
    ],
  ])('is seen %s', (_, mark, sight, isSeen) => {
    expect(sees(mark, sight)).toBe(isSeen)
  })
})

const marks: fc.Arbitrary<(Mark | undefined)[]> = fc.array(
  fc.option(
    fc
      .record(
        {
          by: fc.constantFrom('ann', 'bob', 'cid'),
          of: fc.constantFrom('ann', 'dan'),
          for: fc.string({ minLength: 1 }),
        },
        { requiredKeys: [] },
      )
      .map((mark) => (mark.by === undefined && mark.for === undefined ? { ...mark, by: 'ann' } : mark)),
    { nil: undefined },
  ),
  { minLength: 1, maxLength: 20 },
)
const bytes = (text: string) => new TextEncoder().encode(text)

/** As a gateway reads a batch that does not know of marks. */
const formerly = (message: string) => {
  const [header = ''] = message.split('\n')
  const [epoch, first, follows] = header.split(' ').map(Number)
  if (!epoch || !first) throw new Error('not an event batch')
  return { epoch, first, follows }
}

describe('marks', () => {
  test('arrive with the events that have them, in a line', () => {
    fc.assert(
      fc.property(marks, (all) => {
        const frames = all.map((_, place) => `{"seq":${place + 1}}`)
        const batch = decodeEvents(bytes(encodeEvents(7, 1, true, frames, all)))
        expect(batch).toMatchObject({ epoch: 7, first: 1, follows: true })
        expect(batch.frames).toHaveLength(all.length)
        expect(all.map((_, place) => batch.marks?.at(place))).toEqual(all)
        expect(batch.marks?.areForSome ?? false).toBe(all.some((mark) => mark?.for !== undefined))
        const signals = decodeEvents(bytes(encodeSignals(frames, all)))
        expect(all.map((_, place) => signals.marks?.at(place))).toEqual(all)
      }),
    )
  })

  test('come with what rules them, and whether anything does', () => {
    fc.assert(
      fc.property(marks, fc.option(fc.maxSafeNat(), { nil: undefined }), (all, rightsAt) => {
        const frames = all.map((_, place) => `{"seq":${place + 1}}`)
        for (const text of [encodeEvents(7, 1, true, frames, all, rightsAt), encodeSignals(frames, all, rightsAt)]) {
          const batch = decodeEvents(bytes(text))
          expect([batch.rightsAt, batch.frames.length]).toEqual([rightsAt, all.length])
          expect(all.map((_, place) => batch.marks?.at(place))).toEqual(all)
        }
      }),
    )
    expect(() => decodeEvents(bytes('rights x 7 1 0\n{}'))).toThrow('rights')
  })

  test('of one author are written once, however many events are theirs', () => {
    expect(encodeMarks([{ by: 'ann' }, { by: 'ann' }, { by: 'ann' }])).toBe('{"marks":[{"by":"ann"}]}')
    expect(encodeMarks([undefined, undefined])).toBe('')
  })

  test.each(['{"marks":[{"by":"ann","until":7}]}', '{"marks":[{"until":7}]}', '{"marks":'])(
    'that say what we do not know are seen by nobody: %s',
    (text) => {
      const read = new Marks(text)
      expect(sees(read.at(0), sightOf([], ['staff']))).toBe(false)
    },
  )

  test('that say what we do not know concern also readers without a sight', () => {
    expect(new Marks('{"marks":[{"by":"ann","until":7}]}').areForSome).toBe(true)
    expect(new Marks('{"marks":[{"by":"ann","of":"bob"}],"of":[0,null]}').areForSome).toBe(false)
  })
})

describe('a gateway of the release before', () => {
  test('takes events with authors as it took them', () => {
    const message = encodeEvents(7, 3, true, ['{}', '{}'], [{ by: 'ann' }, undefined])
    expect(formerly(message)).toEqual({ epoch: 7, first: 3, follows: 1 })
  })

  test('refuses what is for some alone, and signals of an author, as it would show them to everybody', () => {
    expect(() => formerly(encodeEvents(7, 3, true, ['{}'], [{ for: 'staff' }]))).toThrow()
    expect(() => formerly(encodeSignals(['{}'], [{ by: 'ann' }]))).toThrow()
  })

  test('refuses what another stream rules, as it would show it to who may see it no more', () => {
    expect(() => formerly(encodeEvents(7, 3, false, ['{}'], [], 0))).toThrow()
    expect(() => formerly(encodeSignals(['{}'], [], 12))).toThrow()
  })

  test('gets what is for it alone, which others take for nothing', () => {
    const message = encodeFormer(7, 3, '{"seq":3}')
    expect(formerly(message)).toEqual({ epoch: 7, first: 3, follows: 0 })
    expect(decodeEvents(bytes(message)).frames).toEqual([])
  })
})
