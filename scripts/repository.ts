import { fileURLToPath } from 'node:url'

/** The folder that everything else lies under, with a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url))
