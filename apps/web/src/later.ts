/** Parts of the page that come when it is there: the first load does without. They come in one file, so that all that they share is in the first one. */
import { lazy } from 'react'
import { insist } from './insist.ts'

export type Parts = typeof import('./parts.ts')

let loadOnce: (() => Promise<Parts>) | undefined
let loading: Promise<Parts> | undefined

/** Where they come from is said by who begins the page, as they use what uses them. */
export const loadPartsBy = (load: () => Promise<Parts>): void => {
  loadOnce = load
}

const whole = async (): Promise<Parts> => {
  const load = loadOnce
  if (!load) throw new Error('nothing says where the parts of the page come from')
  return insist(load)
}

const loaded = (): Promise<Parts> => {
  loading ??= whole()
  return loading
}

export const part = <Name extends keyof Parts>(name: Name) => lazy(async () => ({ default: (await loaded())[name] }))

const Nothing = () => null

/** Where this does not come, nothing is amiss with what it stands beside. */
export const smallPart = <Name extends keyof Parts>(name: Name) =>
  lazy(async () => ({
    default: await loaded().then(
      (parts) => parts[name],
      () => Nothing as unknown as Parts[Name],
    ),
  }))
