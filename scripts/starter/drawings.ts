/** What a space may begin its bank with, as SVG: a speech bubble with a face, and what it has beside it. Made here, of a few parts. */

const ink = '#2b2350'
const line = `stroke="${ink}" stroke-width="5" stroke-linecap="round" stroke-linejoin="round" fill="none"`

/** In a square of 128. */
const svg = (body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128" viewBox="0 0 128 128">${body}</svg>`

const bubble = (colour: string): string =>
  `<path d="M64 14c30 0 50 19 50 45s-20 45-50 45c-5 0-10-.6-14-1.6L28 116l3-20C19 88 14 75 14 59c0-26 20-45 50-45z"
    fill="${colour}" stroke="${ink}" stroke-width="5" stroke-linejoin="round"/>`

const dot = (x: number, y: number, r = 6): string => `<circle cx="${x}" cy="${y}" r="${r}" fill="${ink}"/>`
const curve = (d: string): string => `<path d="${d}" ${line}/>`
const heart = (x: number, y: number, size: number, colour = '#e5405e'): string =>
  `<path transform="translate(${x} ${y}) scale(${size})" fill="${colour}"
    d="M0 9C-11 1-9-9-4-9c2 0 4 2 4 4 0-2 2-4 4-4 5 0 7 10-4 18z"/>`

const eyes = {
  open: dot(46, 54) + dot(82, 54),
  shut: curve('M38 56q8-9 16 0') + curve('M74 56q8-9 16 0'),
  asleep: curve('M38 54q8 7 16 0') + curve('M74 54q8 7 16 0'),
  wide: dot(46, 52, 8) + dot(82, 52, 8),
  hearts: heart(46, 54, 1.2) + heart(82, 54, 1.2),
  wink: dot(46, 54) + curve('M74 56q8-9 16 0'),
  up: dot(50, 48) + dot(86, 48),
  cross: dot(46, 58) + dot(82, 58) + curve('M36 44l16 8') + curve('M92 44l-16 8'),
  glasses: `<path d="M32 46h64v6c0 12-26 14-32 2-6 12-32 10-32-2z" fill="${ink}"/>`,
} as const

const mouths = {
  smile: curve('M46 74q18 16 36 0'),
  laugh: `<path d="M42 70h44c0 26-44 26-44 0z" fill="#fff" stroke="${ink}" stroke-width="5" stroke-linejoin="round"/>`,
  small: curve('M56 78q8 6 16 0'),
  oh: `<ellipse cx="64" cy="80" rx="8" ry="10" fill="${ink}"/>`,
  flat: curve('M50 80h26'),
  slant: curve('M50 82l26-6'),
  down: curve('M48 84q16-14 32 0'),
} as const

const cheeks = `<circle cx="34" cy="70" r="8" fill="#f58aa0"/><circle cx="94" cy="70" r="8" fill="#f58aa0"/>`
const tears = `<path d="M40 64q-8 14 0 18 8-4 0-18zM88 64q-8 14 0 18 8-4 0-18z" fill="#49a6e8"/>`
const zed = (x: number, y: number, size: number): string => curve(`M${x} ${y}h${size}l-${size} ${size}h${size}`)

const face = (colour: string, eye: keyof typeof eyes, mouth: keyof typeof mouths, more = ''): string =>
  svg(bubble(colour) + more + eyes[eye] + mouths[mouth])

const [sun, mint, sky, rose, lilac, peach] = ['#ffd34d', '#7fdcb5', '#8fc7f7', '#ff9db0', '#c3b1f5', '#ffb77a']

/** By name, as `starters` of the page has them. */
export const emoji: Readonly<Record<string, string>> = {
  glad: face(sun, 'open', 'smile'),
  laughing: face(sun, 'shut', 'laugh'),
  loving: face(rose, 'hearts', 'smile'),
  winking: face(mint, 'wink', 'smile'),
  cool: face(sky, 'glasses', 'smile'),
  surprised: face(peach, 'wide', 'oh'),
  pondering: face(lilac, 'up', 'slant'),
  sleepy: face(sky, 'asleep', 'small', zed(92, 18, 12)),
  blushing: face(sun, 'shut', 'small', cheeks),
  sad: face(sky, 'open', 'down'),
  crying: face(sky, 'shut', 'down', tears),
  angry: face('#f4715f', 'cross', 'flat'),
}

/** The bubble below, smaller, and something above and beside it. */
const scene = (colour: string, eye: keyof typeof eyes, mouth: keyof typeof mouths, beside: string): string =>
  svg(`<g transform="translate(4 36) scale(.7)">${bubble(colour)}${eyes[eye]}${mouths[mouth]}</g>${beside}`)

const shape = (d: string, colour: string): string =>
  `<path d="${d}" fill="${colour}" stroke="${ink}" stroke-width="4" stroke-linejoin="round"/>`

const confetti = [...'abcdefghijklmno']
  .map((_, at) => {
    const [x, y, turn] = [(at * 41) % 120, 6 + ((at * 23) % 40), (at * 37) % 180]
    const colour = [rose, sun, mint, sky, lilac][at % 5]
    return `<rect x="${x}" y="${y}" width="8" height="4" fill="${colour}" transform="rotate(${turn} ${x} ${y})"/>`
  })
  .join('')

const drops = [70, 86, 102, 78, 94]
  .map((x, at) => curve(`M${x} ${36 + (at % 2) * 9}l-4 9`).replaceAll(ink, '#49a6e8'))
  .join('')

const hand = shape(
  'M92 62c-6-14-9-22-4-24 4-1 6 6 8 12-1-10-2-20 3-20 4 0 4 9 5 18 1-8 3-16 7-15 4 1 2 10 0 18-1 8-6 15-11 15z',
  peach,
)

export const stickers: Readonly<Record<string, string>> = {
  hello: scene(sun, 'open', 'smile', hand + curve('M80 30q-4-6 0-12') + curve('M118 28q4-6 0-12')),
  yes: scene(mint, 'shut', 'smile', shape('M82 34l9-9 10 11 17-24 9 8-25 34z', '#3bb273')),
  no: scene(
    '#f4715f',
    'cross',
    'flat',
    shape('M88 10l10 10 10-10 8 8-10 10 10 10-8 8-10-10-10 10-8-8 10-10-10-10z', '#e5405e'),
  ),
  thanks: scene(rose, 'shut', 'smile', heart(98, 30, 2.4) + heart(76, 16, 1)),
  party: scene(lilac, 'shut', 'laugh', confetti + shape('M40 36l10-28 14 24z', sun)),
  idea: scene(
    sun,
    'up',
    'small',
    shape('M98 8c12 0 19 9 19 18 0 10-9 13-10 20H89c-1-7-10-10-10-20C79 17 86 8 98 8z', '#fff3b0') + curve('M91 53h14'),
  ),
  coffee: scene(
    peach,
    'asleep',
    'smile',
    shape('M82 36h28v16c0 10-28 10-28 0z', '#fff') +
      curve('M110 40q12 0 8 8-3 5-9 4') +
      curve('M90 28q-4-6 0-10t0-10') +
      curve('M102 28q-4-6 0-10t0-10'),
  ),
  night: scene(
    sky,
    'asleep',
    'small',
    shape('M104 8c-12 8-11 28 6 34-18 8-34-4-33-18 1-12 12-20 27-16z', sun) + zed(60, 22, 9),
  ),
  rain: scene(
    sky,
    'open',
    'down',
    shape('M72 34c-12 0-12-15 0-15 2-13 22-13 25-2 15-3 18 17 4 17z', '#dfe7f5') + drops,
  ),
  launch: scene(
    mint,
    'wide',
    'laugh',
    shape('M98 4c12 10 14 26 8 40H90c-6-14-4-30 8-40z', '#fff') +
      `<circle cx="98" cy="24" r="5" fill="${ink}"/>` +
      shape('M92 44h12l-6 16z', peach),
  ),
  game: scene(
    lilac,
    'open',
    'smile',
    shape('M72 20h44c12 0 14 28 2 28-6 0-8-8-12-8H82c-4 0-6 8-12 8-12 0-10-28 2-28z', '#fff') +
      curve('M80 26v10M75 31h10') +
      dot(104, 28, 3) +
      dot(112, 34, 3),
  ),
  cake: scene(
    rose,
    'shut',
    'smile',
    shape('M74 34h46v20H74z', '#fff') +
      shape('M74 34q6 8 12 0t12 0 11 0 11 0v-6H74z', rose) +
      curve('M97 26V14') +
      `<ellipse cx="97" cy="9" rx="3" ry="5" fill="${sun}"/>`,
  ),
}
