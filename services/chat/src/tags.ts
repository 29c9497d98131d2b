/** Which tags a forum has. Without I/O. */
import { fail, type Input } from '@parley/protocol'

export interface Tag {
  readonly tag: number
  readonly name: string
}

export interface ForumTags {
  /** In their order. */
  readonly tags: readonly Tag[]
  /** The last number that was given. */
  readonly given: number
}

type Wanted = NonNullable<Input<'room.change'>['tags']>

/** Each number and each name is there once; a number that is not there is TAG_NOT_FOUND. */
export const tagsAfter = ({ tags, given }: ForumTags, wanted: Wanted): ForumTags => {
  let last = given
  const after = wanted.map(({ tag, name: said }): Tag => {
    const name = said.normalize('NFC')
    const known = tag === undefined ? tags.find((one) => one.name === name) : tags.find((one) => one.tag === tag)
    if (tag !== undefined && !known) fail('TAG_NOT_FOUND')
    return { tag: known?.tag ?? ++last, name }
  })
  const isOnce = (values: readonly unknown[]) => new Set(values).size === values.length
  if (!isOnce(after.map(({ tag }) => tag)) || !isOnce(after.map(({ name }) => name)))
    fail('BAD_INPUT', { at: '/tags', why: 'must name each tag once' })
  return { tags: after, given: last }
}
