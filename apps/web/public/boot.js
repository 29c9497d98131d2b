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
  /** What is said here, in each language that the page has: its catalogues may be what did not come. */
  const texts = {
    en: {
      again: 'Try again',
      browsers: 'Parley runs in Chrome and Edge from 119, Firefox from 125, and Safari from 17.4 on.',
      cannotRun: 'This browser cannot run Parley',
      lacks: 'What it lacks:',
      patterns: 'regular expressions of 2023',
      notLoaded: 'Parley could not be loaded',
      partMissing:
        'A part of the page did not come. The server may be changing to another release: try again in a minute.',
      notStarted: 'Parley could not be started',
      wentWrong: 'What went wrong:',
    },
    de: {
      again: 'Erneut versuchen',
      browsers: 'Parley läuft in Chrome und Edge ab 119, Firefox ab 125 und Safari ab 17.4.',
      cannotRun: 'In diesem Browser läuft Parley nicht',
      lacks: 'Was ihm fehlt:',
      patterns: 'reguläre Ausdrücke von 2023',
      notLoaded: 'Parley konnte nicht geladen werden',
      partMissing:
        'Ein Teil der Seite ist nicht angekommen. Vielleicht wechselt der Server gerade die Version: Versuch es in einer Minute noch einmal.',
      notStarted: 'Parley konnte nicht starten',
      wentWrong: 'Was schiefging:',
    },
  }

  const kept = (key) => {
    try {
      return localStorage.getItem(key)
    } catch (_) {
      return null // the browser keeps nothing
    }
  }

  const known = (language) => Object.keys(texts).indexOf(language) !== -1

  /** As the page chooses it (src/language/languages.ts). */
  const language = [kept('parley.language')]
    .concat(
      (navigator.languages || []).map((tag) => tag.split('-')[0].toLowerCase()),
      'en',
    )
    .filter(known)[0]
  const text = texts[language]

  /** Before the scripts that wait for it are there. In development there is none to name. */
  const askForCatalogue = () => {
    document.documentElement.lang = language
    const named = document.querySelector(`meta[name="catalogue-${language}"]`)
    if (!named) return
    const link = document.createElement('link')
    link.rel = 'modulepreload'
    link.href = named.content
    document.head.appendChild(link)
  }

  /** A server of another build may answer the next time. In milliseconds. */
  const waits = [0, 300, 900, 2000]

  const isStarting = () =>
    document.getElementById('starting') !== null && !('halted' in document.documentElement.dataset)

  /** As somebody chose it on this device (src/look/look.ts), before anything is seen of another. */
  const showLook = () => {
    try {
      const look = JSON.parse(kept('parley.look') || '{}')
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

  const element = (tag, said) => {
    const made = document.createElement(tag)
    made.textContent = said
    return made
  }

  /** Once: what comes after the first fault follows from it. */
  const tell = (title, lines) => {
    if (!isStarting()) return
    document.documentElement.dataset.halted = ''
    const starting = document.getElementById('starting')
    starting.textContent = ''
    starting.setAttribute('role', 'alert')
    const again = element('button', text.again)
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
    const missing = needs.filter((need) => !isThere(need)).concat(readsPatterns() ? [] : [text.patterns])
    if (missing.length === 0) return
    document.documentElement.dataset.halted = ''
    whenThere(() => {
      delete document.documentElement.dataset.halted
      tell(text.cannotRun, [text.browsers, `${text.lacks} ${missing.join(', ')}.`])
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
    else if (!isStyle) tell(text.notLoaded, [text.partMissing])
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

  const failed = (what) => tell(text.notStarted, [`${text.wentWrong} ${what}`, text.browsers])

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
  askForCatalogue()
  addEventListener('parley-not-loaded', () => giveUp(false))
  showLook()
  checkBrowser()
})()
