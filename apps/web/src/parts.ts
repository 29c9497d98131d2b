/** All that the first load does without. */
export * from './account/parts.ts'
export * from './files/parts.ts'
export * from './inbox/parts.ts'
export * from './party/parts.ts'
export * from './people/parts.ts'
export * from './push/parts.ts'
export * from './rooms/parts.ts'
export * from './spaces/parts.ts'
