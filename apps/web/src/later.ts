/** Parts of the page that come when it is there: the first load does without. They come in one file, so that all that they share is in the first one. */
import { lazy } from 'react'

export type Parts = typeof import('./parts.ts')

/** A server of another build may answer the next time. In milliseconds. */
const waits = [0, 500, 2_000]

let loadOnce: (() => Promise<Parts>) | undefined
let loading: Promise<Parts> | undefined

/** Where they come from is said by who begins the page, as they use what uses them. */
export const loadPartsBy = (load: () => Promise<Parts>): void => {
  loadOnce = load
}

const insist = async (): Promise<Parts> => {
  const load = loadOnce
  if (!load) throw new Error('nothing says where the parts of the page come from')
  for (const wait of waits) {
    await new Promise((resolve) => setTimeout(resolve, wait))
    try {
      return await load()
    } catch {} // the last one says why
  }
  return load()
}

const loaded = (): Promise<Parts> => {
  loading ??= insist()
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
