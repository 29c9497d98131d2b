/** What is wrong with the texts of a page that speaks the pseudo-language. */
import type { Page } from 'playwright-core'

/** What people have written, and what stands as it is in every language. Longest first: one may be part of another. */
const asItIs = (written: readonly string[]): readonly string[] => {
  const day = new Date(2026, 0, 5)
  const named = (options: Intl.DateTimeFormatOptions, count: number, step: (date: Date, place: number) => void) =>
    Array.from({ length: count }, (_, place) => {
      const date = new Date(day)
      step(date, place)
      return new Intl.DateTimeFormat('en-GB', options).format(date)
    })
  const months = (month: 'long' | 'short') => named({ month }, 12, (date, place) => date.setMonth(place))
  const days = named({ weekday: 'long' }, 7, (date, place) => date.setDate(5 + place))
  const own = [
    'Parley',
    'English',
    'Deutsch',
    'Chrome',
    'Linux',
    'Today',
    'Yesterday',
    ' at ',
    ' kB',
    ' MB',
    ' and ',
    ' or ',
  ]
  return [...written, ...months('long'), ...months('short'), ...days, ...own].sort(
    (one, other) => other.length - one.length,
  )
}

interface Found {
  readonly bare: readonly string[]
  readonly wide: readonly string[]
}

/** Texts without an accent, and boxes with more in them than they have room for. */
const look = (allowed: readonly string[]): Found => {
  /** What people write stands apart; keys, codes and times are no words. */
  const others =
    'bdi, [dir=auto], time, kbd, code, pre, script, style, noscript, textarea, .tag, .emoji, .avatar, .bubble .text'
  const pathOf = (element: Element): string => {
    const path: string[] = []
    for (let at: Element | null = element; at && path.length < 3; at = at.parentElement)
      path.unshift(at.localName + (at.classList[0] ? `.${at.classList[0]}` : ''))
    return path.join(' > ')
  }
  /** Commands behind a slash, and tags that tell people of one name apart. */
  const code = /\/[a-z]+|#[0-9a-f]{6}/g
  const isBare = (text: string): boolean =>
    /[a-zA-Z]{2}/.test(allowed.reduce((left, one) => left.replaceAll(one, ' '), text.replaceAll(code, ' ')))
  const isSeen = (element: Element): boolean => element.checkVisibility()

  const bare: string[] = []
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const { parentElement: parent, nodeValue } = node
    if (parent && isSeen(parent) && !parent.closest(others) && isBare(nodeValue ?? ''))
      bare.push(`${pathOf(parent)}: ${nodeValue?.trim()}`)
  }
  for (const name of ['aria-label', 'aria-roledescription', 'title', 'placeholder', 'alt'])
    for (const element of document.querySelectorAll(`[${name}]`)) {
      const text = element.getAttribute(name) ?? ''
      if (isSeen(element) && !element.matches('bdi, time') && isBare(text))
        bare.push(`${pathOf(element)} ${name}: ${text}`)
    }

  /** Code may be as wide as it is, and some texts say by dots that there is more. */
  const mayBeWide = (element: Element, { textOverflow }: CSSStyleDeclaration): boolean =>
    element.matches('pre') || textOverflow === 'ellipsis'
  /** Up to what is placed for itself, or scrolls. */
  const endsHere = ({ position, overflowX }: CSSStyleDeclaration): boolean =>
    ['absolute', 'fixed'].includes(position) || ['auto', 'scroll'].includes(overflowX)
  /** How far a text sticks out of the boxes around it, and of which. */
  const sticksOut = (text: Node, rect: DOMRect): string | undefined => {
    for (let at = text.parentElement; at; at = at.parentElement) {
      const style = getComputedStyle(at)
      const box = at.getBoundingClientRect()
      if (mayBeWide(at, style) || box.width < 2) return undefined
      const over = Math.round(Math.max(rect.right - box.right, box.left - rect.left))
      if (over > 1 && style.display !== 'inline' && style.display !== 'contents')
        return `${pathOf(at)}: ${over} px, ${text.nodeValue?.trim().slice(0, 60)}`
      if (endsHere(style)) return undefined
    }
    return undefined
  }
  const wide: string[] = []
  const laidOut = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const range = document.createRange()
  for (let node = laidOut.nextNode(); node; node = laidOut.nextNode()) {
    const { parentElement: parent, nodeValue } = node
    if (!parent || !nodeValue?.trim() || !isSeen(parent) || parent.closest('svg, .unseen, script, style')) continue
    range.selectNodeContents(node)
    for (const rect of range.getClientRects()) {
      const fault = rect.width > 1 ? sticksOut(node, rect) : undefined
      if (fault) wide.push(fault)
    }
  }
  const root = document.documentElement
  if (root.scrollWidth > root.clientWidth) wide.push(`the page: ${root.scrollWidth - root.clientWidth} px`)
  return { bare: [...new Set(bare)], wide: [...new Set(wide)] }
}

/** As it is, and turned round as by a language that is written from the right. */
export const faultsOfTexts = async (page: Page, written: readonly string[]): Promise<string[]> => {
  const allowed = asItIs(written)
  const turn = (dir: string) =>
    page.evaluate((dir) => {
      document.documentElement.dir = dir
    }, dir)
  const { bare, wide } = await page.evaluate(look, allowed)
  await turn('rtl')
  const turned = await page.evaluate(look, allowed)
  await turn('ltr')
  return [
    ...bare.map((one) => `in no catalogue: ${one}`),
    ...wide.map((one) => `too wide: ${one}`),
    ...turned.wide.filter((one) => !wide.includes(one)).map((one) => `too wide from the right: ${one}`),
  ]
}
