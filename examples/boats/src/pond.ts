/** The game itself: boats on a pond. It knows nothing of Parley. */

/** From 0 to 1 across the pond. */
export interface Boat {
  readonly name: string
  readonly x: number
  readonly y: number
}

const columns = ['western', 'middle', 'eastern'] as const
const rows = ['north', 'centre', 'south'] as const

/** The pond has nine places. */
export type Place = `${(typeof columns)[number]} ${(typeof rows)[number]}`

const third = (at: number): 0 | 1 | 2 => (at < 1 / 3 ? 0 : at < 2 / 3 ? 1 : 2)

export const placeOf = ({ x, y }: Pick<Boat, 'x' | 'y'>): Place => `${columns[third(x)]} ${rows[third(y)]}`

/** Where a boat is drawn of which the place alone is known; nothing where there is no such place. */
export const spotOf = (place: string): Pick<Boat, 'x' | 'y'> | undefined => {
  const [column = '', row = ''] = place.split(' ')
  const [x, y] = [(columns as readonly string[]).indexOf(column), (rows as readonly string[]).indexOf(row)]
  return x < 0 || y < 0 ? undefined : { x: (x + 0.5) / 3, y: (y + 0.5) / 3 }
}

const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
}

/** In widths of the pond. */
const perSecond = 0.3
const within = (at: number): number => Math.min(0.97, Math.max(0.03, at))

/** After some seconds in which these keys were down. */
export const rowed = <B extends Pick<Boat, 'x' | 'y'>>(boat: B, keys: Iterable<string>, seconds: number): B => {
  let { x, y } = boat
  for (const key of keys) {
    const [right, down] = directions[key] ?? [0, 0]
    x = within(x + right * perSecond * seconds)
    y = within(y + down * perSecond * seconds)
  }
  return { ...boat, x, y }
}

/** The keys that row, while the canvas has the focus: nowhere else are they the game's. */
export const keysOn = (canvas: HTMLCanvasElement): ReadonlySet<string> => {
  const down = new Set<string>()
  canvas.addEventListener('keydown', (event) => {
    if (!Object.hasOwn(directions, event.key)) return
    event.preventDefault()
    down.add(event.key)
  })
  canvas.addEventListener('keyup', ({ key }) => down.delete(key))
  canvas.addEventListener('blur', () => down.clear())
  return down
}

export const draw = (canvas: HTMLCanvasElement, boats: readonly Boat[]): void => {
  const context = canvas.getContext('2d')
  if (!context) return
  const { clientWidth: width, clientHeight: height } = canvas
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  context.fillStyle = '#1b7a8c'
  context.fillRect(0, 0, width, height)
  context.strokeStyle = 'rgb(255 255 255 / 12%)'
  for (const at of [1 / 3, 2 / 3]) {
    context.strokeRect(at * width, -1, 0, height + 2)
    context.strokeRect(-1, at * height, width + 2, 0)
  }
  for (const [place, boat] of boats.entries()) drawBoat(context, boat, boat.x * width, boat.y * height, place === 0)
}

const drawBoat = (context: CanvasRenderingContext2D, { name }: Boat, x: number, y: number, isOwn: boolean): void => {
  context.fillStyle = isOwn ? '#ffd166' : '#f4f8f9'
  context.beginPath()
  context.moveTo(x - 26, y - 4)
  context.quadraticCurveTo(x, y + 26, x + 26, y - 4)
  context.closePath()
  context.moveTo(x, y - 8)
  context.lineTo(x, y - 40)
  context.lineTo(x + 20, y - 8)
  context.closePath()
  context.fill()
  context.font = '600 14px system-ui, sans-serif'
  context.textAlign = 'center'
  context.fillText(name, x, y + 30)
}
