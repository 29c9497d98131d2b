/** The steps that a README tells, taken out of its text: files to write and commands to give. */

export interface Step {
  /** `sh`, or the kind of a file. */
  readonly kind: string
  /** Of the file; commands have none. */
  readonly file?: string
  readonly text: string
}

/** The first line of a file says its name, as a comment of its language. */
const nameOf = (text: string): string | undefined =>
  /^(?:\/\/|<!--) ([\w./-]+)(?: -->)?$/m.exec(text.split('\n')[0] ?? '')?.[1]

const stepOf = (kind: string, text: string): Step => {
  const file = kind === 'sh' ? undefined : nameOf(text)
  return file === undefined ? { kind, text } : { kind, file, text }
}

/** The blocks under one heading, in their order. */
export const stepsUnder = (heading: string, page: string): Step[] => {
  const [, section] = page.split(`\n## ${heading}\n`)
  if (section === undefined) throw new Error(`the page has no heading ${heading}`)
  const own = section.split(/^## /m)[0] ?? ''
  return [...own.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, kind = '', text = '']) => stepOf(kind, text))
}
