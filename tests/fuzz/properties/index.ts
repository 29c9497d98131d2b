import { calls } from './calls.ts'
import { frames } from './frames.ts'
import { heads } from './heads.ts'
import { hostile } from './hostile.ts'
import { messages } from './messages.ts'
import type { Property } from './property.ts'
import { sessions } from './sessions.ts'

export type { Property }

export const properties: readonly Property[] = [...messages, ...hostile, frames, heads, sessions, calls]
