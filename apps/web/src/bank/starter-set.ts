/**
 * What a space may begin its bank with. The pictures are drawn for this project by `scripts/starter/drawings.ts`, and lie beside the page
 * as `bank/<kind>-<name>.webp`.
 */

export interface Starter {
  readonly kind: 'emoji' | 'sticker'
  readonly name: string
  readonly tags: readonly string[]
}

const emoji: Readonly<Record<string, readonly string[]>> = {
  glad: ['happy', 'smile'],
  laughing: ['lol', 'haha'],
  loving: ['love', 'hearts'],
  winking: ['joke'],
  cool: ['sunglasses'],
  surprised: ['oh', 'wow'],
  pondering: ['thinking', 'hmm'],
  sleepy: ['tired', 'zzz'],
  blushing: ['shy'],
  sad: ['sorry'],
  crying: ['tears'],
  angry: ['mad'],
}

const stickers: Readonly<Record<string, readonly string[]>> = {
  hello: ['hi', 'wave'],
  yes: ['ok', 'agreed'],
  no: ['stop'],
  thanks: ['love', 'heart'],
  party: ['congratulations', 'confetti'],
  idea: ['lamp', 'light'],
  coffee: ['break', 'tea'],
  night: ['sleep', 'moon'],
  rain: ['sad', 'weather'],
  launch: ['rocket', 'go'],
  game: ['play', 'gg'],
  cake: ['birthday'],
}

const listed = (kind: Starter['kind'], all: Readonly<Record<string, readonly string[]>>): Starter[] =>
  Object.entries(all).map(([name, tags]) => ({ kind, name, tags }))

export const starters: readonly Starter[] = [...listed('emoji', emoji), ...listed('sticker', stickers)]
