import { bytes } from './bytes.ts'
import { calls } from './calls.ts'
import { messages } from './messages.ts'
import type { Property } from './property.ts'

export type { Property }

export const properties: readonly Property[] = [...messages, ...bytes, calls]
