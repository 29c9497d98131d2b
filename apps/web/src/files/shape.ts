/** How large files are in a conversation before any of their bytes have come, so that nothing moves when they do. Pure. */
import type { AttachedFile } from '@parley/client'
import type { CSSProperties } from 'react'

export type Shown = 'picture' | 'video' | 'voice' | 'audio' | 'file'

/** What a recording of this page is called, by which it is known again; with its length in seconds, which its bytes may not tell. */
export const voiceName = (seconds: number, extension: string): string => `Voice message (${seconds} s).${extension}`

const voice = /^Voice message \((\d{1,5}) s\)\./

/** The length of a recording in seconds; nothing of another file. */
export const voiceSeconds = ({ name }: Pick<AttachedFile, 'name'>): number | undefined => {
  const [, seconds] = voice.exec(name) ?? []
  return seconds === undefined ? undefined : Number(seconds)
}

export const shownAs = ({ name, type, width }: Pick<AttachedFile, 'name' | 'type' | 'width'>): Shown => {
  if (type.startsWith('image/')) return width ? 'picture' : 'file'
  if (!/^(audio|video)\//.test(type)) return 'file'
  if (voiceSeconds({ name }) !== undefined) return 'voice'
  return type.startsWith('audio/') ? 'audio' : 'video'
}

/** Of one alone, and of each of several; in CSS pixels. */
const mostAlone = { width: 360, height: 320 }
const mostEach = { width: 176, height: 176 }
/** So much can be pressed. */
const least = 48

/** Never larger than it is, and never smaller than one can press. */
export const boxOf = (
  { width = 16, height = 9 }: Pick<AttachedFile, 'width' | 'height'>,
  isAlone: boolean,
): { readonly width: number; readonly height: number } => {
  const most = isAlone ? mostAlone : mostEach
  const scale = Math.min(1, most.width / width, most.height / height)
  return { width: Math.max(least, Math.round(width * scale)), height: Math.max(least, Math.round(height * scale)) }
}

/** Where the conversation is narrower it is smaller, in the same shape. */
export const frameOf = (file: AttachedFile, isAlone: boolean): CSSProperties | undefined => {
  const shown = shownAs(file)
  if (shown !== 'picture' && shown !== 'video') return undefined
  const said = file.width ? file : { width: mostAlone.width, height: 203 }
  const { width, height } = boxOf(said, isAlone || shown === 'video')
  return { width: `${width}px`, aspectRatio: `${width} / ${height}` }
}
