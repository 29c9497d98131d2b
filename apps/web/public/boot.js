/**
 * Runs before the page, and needs none of it: says what the browser lacks, asks again for a script or style that did not
 * come, and tells what happened where nothing else can. Written for browsers of 2016 on, as it comes to each as it is.
 * It comes of any build while several are served, so it knows of the page no more than `#starting`, which the page
 * replaces, and `data-halted`, with which the page does not begin.
 */
;(() => {
  /** What the page calls without asking, of the last years. A test compares it with what is built. */
  const needs = [
    'AbortSignal.timeout',
    'Array.prototype.findLast',
    'Array.prototype.toReversed',
    'Array.prototype.toSorted',
    'Array.prototype.toSpliced',
    'HTMLDialogElement.prototype.showModal',
    'HTMLElement.prototype.showPopover',
    'HTMLFormElement.prototype.requestSubmit',
    'Intl.ListFormat',
    'Intl.RelativeTimeFormat',
    'Intl.Segmenter',
    'Intl.supportedValuesOf',
    'IntersectionObserver',
    'Map.groupBy',
    'Object.hasOwn',
    'Promise.withResolvers',
    'ResizeObserver',
    'String.prototype.replaceAll',
    'String.prototype.toWellFormed',
    'URL.canParse',
    'WebSocket',
    'crypto.getRandomValues',
    'fetch',
    'matchMedia',
    'queueMicrotask',
    'structuredClone',
  ]
  const browsers = 'Parley runs in Chrome and Edge from 119, Firefox from 125, and Safari from 17.4 on.'

  /** A server of another build may answer the next time. In milliseconds. */
  const waits = [0, 300, 900, 2000]

  const isStarting = () =>
    document.getElementById('starting') !== null && !('halted' in document.documentElement.dataset)

  /** As somebody chose it on this device (src/look/look.ts), before anything is seen of another. */
  const showLook = () => {
    try {
      const look = JSON.parse(localStorage.getItem('parley.look') || '{}')
      for (const name of ['scheme', 'contrast', 'density', 'motion'])
        if (typeof look[name] === 'string') document.documentElement.setAttribute(`data-${name}`, look[name])
    } catch (_) {} // it looks as usual
  }

  const isThere = (path) => {
    try {
      return path.split('.').reduce((owner, name) => owner[name], window) !== undefined
    } catch (_) {
      return false
    }
  }

  const readsPatterns = () => {
    try {
      return /(?<=a)\p{DI}/u !== undefined
    } catch (_) {
      return false
    }
  }

  const element = (tag, text) => {
    const made = document.createElement(tag)
    made.textContent = text
    return made
  }

  /** Once: what comes after the first fault follows from it. */
  const tell = (title, lines) => {
    if (!isStarting()) return
    document.documentElement.dataset.halted = ''
    const starting = document.getElementById('starting')
    starting.textContent = ''
    starting.setAttribute('role', 'alert')
    const again = element('button', 'Try again')
    again.addEventListener('click', () => location.reload())
    for (const made of [element('h1', title)].concat(
      lines.filter(Boolean).map((line) => element('p', line)),
      again,
    ))
      starting.appendChild(made)
  }

  const whenThere = (act) => {
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', act)
    else act()
  }

  const checkBrowser = () => {
    const missing = needs
      .filter((need) => !isThere(need))
      .concat(readsPatterns() ? [] : ['regular expressions of 2023'])
    if (missing.length === 0) return
    document.documentElement.dataset.halted = ''
    whenThere(() => {
      delete document.documentElement.dataset.halted
      tell('This browser cannot run Parley', [browsers, `What it lacks: ${missing.join(', ')}.`])
    })
  }

  /** A load that is a reload is not reloaded again: so there is one, and no storage is needed to know. */
  const isReload = () => {
    const [load] = performance.getEntriesByType('navigation')
    return !load || load.type === 'reload'
  }

  const giveUp = (isStyle) => {
    if (!isStarting()) return
    if (!isReload()) location.reload()
    else if (!isStyle)
      tell('Parley could not be loaded', [
        'A part of the page did not come. The server may be changing to another release: try again in a minute.',
      ])
  }

  const askAgain = (failed) => {
    const kind = failed.tagName === 'LINK' ? 'href' : 'src'
    const address = new URL(failed[kind])
    const tries = Number(address.searchParams.get('again') || 0)
    if (tries >= waits.length) return giveUp(kind === 'href')
    address.searchParams.set('again', String(tries + 1))
    const next = document.createElement(failed.tagName)
    for (const { name, value } of Array.from(failed.attributes)) next.setAttribute(name, value)
    next.setAttribute(kind, address.href)
    setTimeout(() => failed.replaceWith(next), waits[tries])
  }

  const isPart = (target) =>
    (target.tagName === 'SCRIPT' && target.src) || (target.tagName === 'LINK' && target.rel === 'stylesheet')

  const failed = (what) => tell('Parley could not be started', [`What went wrong: ${what}`, browsers])

  addEventListener(
    'error',
    (event) => {
      const { target } = event
      if (target && target !== window) isPart(target) && askAgain(target)
      else failed(event.message)
    },
    true,
  )
  addEventListener('unhandledrejection', ({ reason }) =>
    failed(reason instanceof Error ? reason.message : String(reason)),
  )
  showLook()
  checkBrowser()
})()
