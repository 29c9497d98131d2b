/** The browser of the machine, driven without a window. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { describe } from 'vitest'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
/** Without windows and notifications, it takes half of a machine. */
const shell = '/usr/bin/chromium-headless-shell'
const args = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A microphone that beeps, for whoever asks for one and may have it.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
]

const executable = [process.env.CHROMIUM ?? '', ...places].find((place) => existsSync(place))
const quick = process.env.CHROMIUM || !existsSync(shell) ? executable : shell

/** As `.ci/run` does before the tests. */
const couldBeInstalled = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

const none =
  'NO CHROMIUM: the tests of the web page need one. Install it (apt install chromium), or name it in CHROMIUM.'

/** Whether what needs the browser is left out: where there is none, except in CI where one could be had. */
export const leavesOutBrowser = (name: string): boolean => {
  const isExcused = process.env.CI !== 'true' || !couldBeInstalled
  if (!executable && isExcused) console.warn(`${none} SKIPPED: ${name}.`)
  return !executable && isExcused
}

/** A part of the tests that needs the browser. */
export const describeInBrowser = (name: string, tests: () => void): void => {
  describe.skipIf(leavesOutBrowser(name))(name, tests)
}

/** The whole of it, which also shows notifications, or what is enough for a page. */
export const launchChromium = ({ whole = false } = {}): Promise<Browser> => {
  const found = whole ? executable : quick
  if (!executable || !found) throw new Error(none)
  return chromium.launch({ executablePath: found, args })
}
