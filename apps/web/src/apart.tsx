/** What people wrote, within a sentence that is put together as a string: apart from it, in whichever direction it runs. */
import { Fragment, type ReactNode } from 'react'

/** The first strong isolate of Unicode and its end. What people write has none of them: `tame` takes them away. */
const [begin, end] = ['\u2068', '\u2069'] as const

export const apart = (text: string): string => `${begin}${text}${end}`

/** As a program reads it. */
export const inOnePiece = (sentence: string): string => sentence.replaceAll(/[\u2068\u2069]/g, '')

/** Draws what is `apart` in elements of its own. */
export const inPieces = (sentence: string): ReactNode =>
  sentence.split(/\u2068([^\u2069]*)\u2069/).map((piece, place) => {
    const key = `${place}`
    return place % 2 === 1 ? <bdi key={key}>{piece}</bdi> : <Fragment key={key}>{piece}</Fragment>
  })
