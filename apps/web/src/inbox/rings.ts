/** Whether what one is told makes a sound on this device, and the sound. */
import type { EventBody } from '@parley/protocol'
import type { KeptStorage } from '../kept/kept-storage.ts'

const key = 'parley.sound'

/** Of this device, whoever uses it. Sounds are on until somebody turns them off. */
export const isSoundOn = (storage: KeptStorage): boolean => storage.getItem(key) !== 'off'

export const setSound = (storage: KeptStorage, isOn: boolean): void => {
  if (isOn) storage.removeItem(key)
  else storage.setItem(key, 'off')
}

interface Here {
  readonly isOn: boolean
  /** How one wants to be seen. */
  readonly chosen: string | undefined
  /** Whether somebody looks at this room here. */
  readonly looksAt: (room: string) => boolean
}

/** Nothing rings that came silently, while one does not want to be disturbed, and of what is before one's eyes. */
export const rings = (
  { silent, room }: Pick<EventBody<'notification.raised'>, 'silent' | 'room'>,
  { isOn, chosen, looksAt }: Here,
): boolean => isOn && !silent && chosen !== 'dnd' && !(room !== undefined && looksAt(room))

/** Two tones, in Hz, one after the other. */
const tones = [659, 880]
const toneSeconds = 0.14
/** Another tab, or another notification of the same moment, makes no second sound; in milliseconds. */
const restMs = 1_500

const play = async (): Promise<void> => {
  const context = new AudioContext()
  tones.forEach((hertz, place) => {
    const [tone, volume] = [context.createOscillator(), context.createGain()]
    const from = context.currentTime + place * toneSeconds
    tone.frequency.value = hertz
    volume.gain.setValueAtTime(0.08, from)
    volume.gain.exponentialRampToValueAtTime(0.001, from + 2 * toneSeconds)
    tone.connect(volume).connect(context.destination)
    tone.start(from)
    tone.stop(from + 2 * toneSeconds)
  })
  await new Promise((resolve) => setTimeout(resolve, restMs))
  await context.close()
}

/** Of several tabs one. A browser that lets a page make no sound yet makes none. */
export const ring = async (): Promise<void> => {
  const { locks } = navigator as Partial<Navigator>
  if (locks) await locks.request(key, { ifAvailable: true }, (lock) => (lock ? play() : undefined))
  else await play()
}
