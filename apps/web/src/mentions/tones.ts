/** How a message is meant, by the tags that people put behind one. */
import type { Aside } from '@parley/client'

type Tone = NonNullable<Aside['tone']>

const tagOf: Readonly<Record<Tone, string>> = {
  joking: 'j',
  half_joking: 'hj',
  sarcastic: 's',
  serious: 'srs',
  genuine: 'gen',
  lighthearted: 'lh',
  teasing: 't',
  positive: 'pos',
  negative: 'neg',
  neutral: 'neu',
  not_mad: 'nm',
  rhetorical: 'rh',
  hyperbole: 'hyp',
  metaphor: 'm',
  literal: 'li',
  quote: 'q',
}

const byTag = new Map(Object.entries(tagOf).map(([tone, tag]) => [tag, tone as Tone]))

export const toneNamed = (tag: string): Tone | undefined => byTag.get(tag.replace(/^\//, '').toLowerCase())

/** `half joking`: in words, also of a tone that only a newer server knows. */
export const toneWords = (tone: string): string => tone.replaceAll('_', ' ')

/** As people write them behind a slash. */
export const tags: readonly string[] = [...byTag.keys()]
