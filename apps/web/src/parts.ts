/** All that the first load does without. */
export * from './account/parts.ts'
export * from './people/parts.ts'
export * from './push/parts.ts'
export * from './spaces/parts.ts'
