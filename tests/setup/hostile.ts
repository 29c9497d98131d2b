/** Values that are costly to judge for whoever is careless, of about as many bytes as a frame takes. */

const many = <T>(count: number, make: (place: number) => T): T[] =>
  Array.from({ length: count }, (_, place) => make(place))

const record = (count: number, name: (place: number) => string, value: unknown): object =>
  Object.fromEntries(many(count, (place) => [name(place), value]))

const uuid = (place: number) => `0197aaaa-0000-4000-8000-${place.toString(16).padStart(12, '0')}`
const stream = (place: number) => `chat/room/${uuid(place)}`

/** Texts that show nothing, that hide or turn others, or that are no text at all. */
export const hiddenTexts: readonly string[] = [
  ' \t\u00a0\u3000',
  '\n\r\u2028\u2029\u0085',
  '\u0001\u001b\u007f',
  '\u200b\u200c\u200d\u2060\ufeff',
  '\u202e\u2066\u200f\u061c',
  '\u3164\u115f\u1160\uffa0\u2800',
  '\u00ad\u034f\u180e\u17b4',
  '\ufe0f\u{e0100}\u{e0067}\u{e007f}',
  '\u0301\u0489\u20dd',
  '\ud800',
  '\udc00\ud800',
]

const letters = ['x', ' ', '0', '-', '/', '_', 'a ', 'é', '漢', '😀', 'a\u0301', '👩\u200d', ...hiddenTexts]

const nested = (open: string, close: string, depth: number): unknown =>
  JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`)

const lists = (bytes: number): Record<string, unknown> => ({
  'a list of ones': many(bytes / 2, () => 1),
  'a list of equal ids': many(bytes / 39, () => uuid(1)),
  'a list of ids': many(bytes / 39, uuid),
  'a thousand ids, the last one twice': [...many(999, uuid), uuid(998)],
  'a thousand ids, the last one wrong': [...many(999, uuid), 'x'],
  'a list of empty objects': many(bytes / 3, () => ({})),
  'a list of equal objects': many(bytes / 30, (place) => (place % 2 ? { a: 1, b: 'x' } : { b: 'x', a: 1 })),
  'a list of nearly equal texts': many(1_000, (place) => `${'x'.repeat(bytes / 1_000 - 10)}${place}`),
  'a list of lists': many(bytes / 3, () => []),
  'lists in lists': nested('[', ']', bytes / 2),
})

const objects = (bytes: number): Record<string, unknown> => ({
  'a hundred thousand members': record(bytes / 10, (place) => `k${place}`, 1),
  'members that are numbers': record(bytes / 10, String, 1),
  'a name as long as a frame': { ['x'.repeat(bytes)]: 1 },
  'a name of blanks, as long as a frame': { [' '.repeat(bytes)]: 1 },
  'a name of control characters': { [`\u0000\u001b\n\u202e\ud800${'\u0007'.repeat(bytes / 6)}`]: 1 },
  'a name that is a place': { ['/~0'.repeat(bytes / 3)]: 1 },
  'a prototype': JSON.parse('{"__proto__":{"room":1},"constructor":{"prototype":1},"toString":1}'),
  'streams at good positions': record(bytes / 60, stream, [1, 1]),
  'streams at bad positions': record(bytes / 60, stream, [1, 'x']),
  'streams at positions of many numbers': { [stream(1)]: many(bytes / 2, () => 1) },
  'ten thousand streams of bad names': record(10_000, (place) => `chat/rooM/${place}`, [1, 1]),
  'a stream of a long name': { [`${'a'.repeat(bytes)}/${'b'.repeat(9)}/${uuid(1)}`]: [1, 1] },
  'objects in objects': nested('{"a":', '}', bytes / 6),
})

const hostileTexts = (bytes: number): string[] =>
  letters.flatMap((unit) => ['', '\u0000', '!'].map((end) => unit.repeat(bytes / Buffer.byteLength(unit)) + end))

export const hostileContainers = (bytes: number): Record<string, unknown> => ({ ...lists(bytes), ...objects(bytes) })

export const hostileValues = (bytes: number): Record<string, unknown> => ({
  ...hostileContainers(bytes),
  ...Object.fromEntries(hostileTexts(bytes).map((text) => [`a text of ${JSON.stringify(text.slice(0, 8))}`, text])),
  ...Object.fromEntries(hiddenTexts.map((text) => [`the text ${JSON.stringify(text)}`, text])),
})

/** A good input with a value in the place of each of its members, of the first within them, and of the whole. */
export const withHostile = (good: unknown, value: unknown): unknown[] => {
  if (typeof good !== 'object' || good === null) return [value]
  const inner = Object.entries(good).flatMap(([name, member], place) =>
    (Array.isArray(good) && place > 0 ? [] : withHostile(member, value)).map((bad) =>
      Array.isArray(good) ? [bad, ...good.slice(1)] : { ...good, [name]: bad },
    ),
  )
  const besides =
    !Array.isArray(good) && typeof value === 'object' && !Array.isArray(value) ? [{ ...value, ...good }] : []
  return [value, ...inner, ...besides]
}
