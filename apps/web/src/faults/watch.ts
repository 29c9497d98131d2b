import { noteFault } from './faults.ts'

/** Not faults: the browser says with it that it goes on in the next frame. */
const harmless = /^ResizeObserver loop/

/** Extensions of the browser run in the page, too. */
const isOurs = (file: string): boolean => file === '' || file.startsWith(location.origin)

/** Tells what nobody has caught. */
export const watchForFaults = (): void => {
  addEventListener('error', ({ error, message, filename }) => {
    if (!harmless.test(message) && isOurs(filename)) noteFault(error ?? message)
  })
  addEventListener('unhandledrejection', ({ reason }) => noteFault(reason))
}
