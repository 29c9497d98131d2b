/** What a page says of itself, by its head: Open Graph, what Twitter asks for, or its title. Pure. */
import { Parser } from 'htmlparser2'
import { type TargetOptions, targetOf } from './target.ts'

export interface PageSays {
  readonly title: string
  readonly description?: string
  /** How the site calls itself. */
  readonly site?: string
  readonly picture?: URL
}

/** Characters of each. */
export type Most = Readonly<Record<'title' | 'description' | 'site', number>>
/** So many characters are looked at for a charset, as browsers do. */
const prescan = 1_024

const charsetIn = (bytes: Buffer): string | undefined =>
  /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{1,40})/i.exec(bytes.subarray(0, prescan).toString('latin1'))?.[1]

const decoderFor = (label: string | undefined): TextDecoder | undefined => {
  try {
    return label === undefined ? undefined : new TextDecoder(label)
  } catch {
    return undefined
  }
}

const bomOf = (bytes: Buffer): string | undefined => {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : undefined
}

/** By its mark, by what the answer says, by what the page says; else as UTF-8. A charset that does not exist is nobody's. */
export const textOf = (bytes: Buffer, type: string): string => {
  const said = /charset\s*=\s*["']?\s*([\w:.-]{1,40})/.exec(type)?.[1]
  const decoder = decoderFor(bomOf(bytes)) ?? decoderFor(said) ?? decoderFor(charsetIn(bytes)) ?? new TextDecoder()
  return decoder.decode(bytes)
}

/** One line of what is to be seen: nothing that turns the direction of what stands beside it, nor stands for nothing. */
const lineOf = (text: string | undefined, length: number): string | undefined => {
  const plain = text
    ?.normalize('NFC')
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd]/gu, '')
    .trim()
  if (!plain || !/[^\p{Z}\p{Cf}]/u.test(plain)) return undefined
  const characters = [...plain.slice(0, 2 * length + 2)]
  return characters.length > length
    ? `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`
    : plain
}

/** What stands in the head, each once: the first counts. */
const headOf = (html: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  let title: string | undefined
  let isOver = false
  const parser = new Parser({
    onopentag(name, { property, name: called, content }) {
      if (name === 'body') isOver = true
      if (isOver) return
      if (name === 'title') title = ''
      const key = (property ?? called)?.trim().toLowerCase()
      if (name === 'meta' && key && content && !found.has(key)) found.set(key, content.slice(0, 4_096))
    },
    ontext(text) {
      if (title !== undefined && !isOver && title.length < 4_096) title += text
    },
    onclosetag(name) {
      if (name === 'title' && title !== undefined && !found.has('title')) found.set('title', title)
      if (name === 'title') title = undefined
      if (name === 'head') isOver = true
    },
  })
  parser.write(html)
  parser.end()
  return found
}

/** Undefined where it says nothing. `url` is where it was found. */
export const readPage = (html: string, url: URL, most: Most, options: TargetOptions = {}): PageSays | undefined => {
  const head = headOf(html)
  const first = (length: number, ...names: string[]): string | undefined =>
    names.map((name) => lineOf(head.get(name), length)).find((text) => text !== undefined)
  const title = first(most.title, 'og:title', 'twitter:title', 'title')
  if (title === undefined) return undefined
  const description = first(most.description, 'og:description', 'twitter:description', 'description')
  const site = first(most.site, 'og:site_name', 'application-name')
  const named = ['og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image', 'twitter:image:src']
  const picture = named.flatMap((name) => targetOf(head.get(name)?.trim() ?? '', { ...options, base: url }) ?? [])[0]
  return {
    title,
    ...(description === undefined ? {} : { description }),
    ...(site === undefined ? {} : { site }),
    ...(picture === undefined ? {} : { picture }),
  }
}
