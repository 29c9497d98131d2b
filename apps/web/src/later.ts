/** Parts of the page that come when it is there: the first load does without. They come in one file, so that all that they share is in the first one. */
import { type ComponentProps, createElement, type ElementType, lazy, useState } from 'react'
import { insist } from './insist.ts'

export type Parts = typeof import('./parts.ts')

let loadOnce: (() => Promise<Parts>) | undefined
let loading: Promise<Parts> | undefined
let here: Parts | undefined

/** Where they come from is said by who begins the page, as they use what uses them. */
export const loadPartsBy = (load: () => Promise<Parts>): void => {
  loadOnce = load
}

const whole = async (): Promise<Parts> => {
  const load = loadOnce
  if (!load) throw new Error('nothing says where the parts of the page come from')
  here = await insist(load)
  return here
}

const loaded = (): Promise<Parts> => {
  loading ??= whole()
  return loading
}

/** At once where all have come: what is typed right behind a shortcut is for what that opens. Which of the two it is stays so while it is shown. */
const atOnceOr =
  <Name extends keyof Parts>(name: Name, later: ElementType) =>
  (props: ComponentProps<Parts[Name]>) => {
    const [chosen] = useState<ElementType>(() => here?.[name] ?? later)
    return createElement(chosen, props)
  }

export const part = <Name extends keyof Parts>(name: Name) =>
  atOnceOr(
    name,
    lazy(async () => ({ default: (await loaded())[name] })),
  )

const Nothing = () => null

/** Where this does not come, nothing is amiss with what it stands beside. */
export const smallPart = <Name extends keyof Parts>(name: Name) =>
  atOnceOr(
    name,
    lazy(async () => ({
      default: await loaded().then(
        (parts) => parts[name],
        () => Nothing as unknown as Parts[Name],
      ),
    })),
  )
