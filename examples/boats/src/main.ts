import { logIn, Parley } from '@parley/client'
import { Crew } from './crew.ts'
import { leadKeys, type Run, showChat, showCrew, showInvitations } from './overlay.ts'
import { type Boat, draw, keysOn, placeOf, rowed, spotOf } from './pond.ts'

/** Where Parley is: that of this page, unless its address says another. */
const server = { url: new URLSearchParams(location.search).get('server') ?? location.origin }

const at = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E
const canvas = at<HTMLCanvasElement>('pond')

const textOf = (fault: unknown): string => (fault instanceof Error ? fault.message : String(fault))
const tell = (text: string): void => {
  at('place').textContent = text
}

const play = (parley: Parley): void => {
  const crew = new Crew(parley, (fault) => tell(textOf(fault)))
  const run: Run = (deed) => void deed.catch((fault: unknown) => tell(textOf(fault)))
  let own: Boat = { name: crew.nameOf(parley.user ?? ''), x: 0.5, y: 0.5 }
  let place = ''
  let before = performance.now()
  const keys = keysOn(canvas)
  leadKeys(canvas, (text) => run(crew.say(text)))

  const show = () => {
    showCrew(crew, run)
    showInvitations(crew, run)
    showChat(crew)
  }
  const others = (): Boat[] =>
    [...crew.members, ...crew.friends]
      .filter(({ user }) => user !== parley.user)
      .flatMap(({ name, place }, row) => {
        const spot = place === undefined ? undefined : spotOf(place)
        return spot ? [{ name, x: spot.x, y: spot.y - 0.1 + (row % 4) * 0.06 }] : []
      })
  const frame = (now: number) => {
    own = { ...rowed(own, keys, (now - before) / 1_000), name: crew.nameOf(parley.user ?? '') }
    before = now
    if (placeOf(own) !== place) {
      place = placeOf(own)
      tell(`You row in the ${place}`)
      crew.rowTo(place)
    }
    draw(canvas, [own, ...others()])
    requestAnimationFrame(frame)
  }

  parley.subscribe(show)
  show()
  at('log-in').hidden = true
  at('overlay').hidden = false
  canvas.focus()
  requestAnimationFrame(frame)
}

at<HTMLFormElement>('log-in').addEventListener('submit', async (event) => {
  event.preventDefault()
  const form = new FormData(event.target as HTMLFormElement)
  try {
    const account = { username: String(form.get('username')), password: String(form.get('password')) }
    const parley = new Parley({ ...server, token: (await logIn(server, account)).token })
    await parley.ready
    play(parley)
  } catch (fault) {
    at('fault').textContent = textOf(fault)
  }
})

draw(canvas, [])
