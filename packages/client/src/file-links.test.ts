import { expect, test } from 'vitest'
import { SimulatedClock, settled } from '../test/simulated-clock.ts'
import { Links, type LinksOwner } from './file-links.ts'

const goodMs = 900_000

const make = () => {
  const clock = new SimulatedClock()
  const asked: string[][] = []
  const answer = ({ files }: { readonly files: readonly { readonly file: string }[] }) => {
    asked.push(files.map(({ file }) => file))
    const links = files.map(({ file }) => ({ file, whole: `/files/at/${file}.${asked.length}`, waveform: 'AP8=' }))
    return Promise.resolve({ links, ends_in_ms: goodMs })
  }
  const owner = {
    call: (_: string, input: Parameters<typeof answer>[0]) => answer(input),
    clock,
    url: 'https://chat.example.org/below',
    random: () => 0,
    isEnded: false,
    pause: async () => {},
    report: (fault: unknown) => {
      throw fault
    },
  } as unknown as LinksOwner
  return { clock, asked, links: new Links(owner) }
}

test('links to files are asked for together, and anew before they end while somebody looks', async () => {
  const { clock, asked, links } = make()
  const [one, other] = ['a', 'b'].map((file) => links.to({ file }))
  expect(links.to({ file: 'a' })).toBe(one)
  const shown: (string | undefined)[] = []
  const stop = one?.subscribe(() => shown.push(one.links?.whole))
  const leave = other?.subscribe(() => {})
  await settled()
  expect(asked).toEqual([['a', 'b']])
  expect(one?.links).toEqual({ whole: 'https://chat.example.org/below/files/at/a.1', waveform: [0, 255] })
  leave?.()
  await clock.pass(goodMs - 60_001)
  expect(asked).toHaveLength(1)
  await clock.pass(2)
  expect(asked).toEqual([['a', 'b'], ['a']])
  expect(shown).toEqual([1, 2].map((time) => `https://chat.example.org/below/files/at/a.${time}`))
  stop?.()
  await clock.pass(2 * goodMs)
  expect(asked).toHaveLength(2)
})

test('links that are good are not asked for again, and others are where these are found not to be', async () => {
  const { asked, links } = make()
  const one = links.to({ file: 'a' })
  one.subscribe(() => {})()
  one.subscribe(() => {})
  await settled()
  one.subscribe(() => {})
  await settled()
  expect(asked).toHaveLength(1)
  one.renew()
  await settled()
  expect([asked.length, one.links?.whole?.at(-1)]).toEqual([2, '2'])
})

test('of fifty files and more links are asked for in several questions', async () => {
  const { asked, links } = make()
  for (let file = 0; file < 120; file++) links.to({ file: `${file}` }).subscribe(() => {})
  await settled()
  expect(asked.map(({ length }) => length)).toEqual([50, 50, 20])
})
