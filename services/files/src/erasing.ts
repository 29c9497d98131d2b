/** What this service erases of somebody whose account is closed: their files, but those that a message still shows to others. */
import { type ErasingStep, eraseRows } from '@parley/service-kit'
import type { Context } from './context.ts'
import { disown, forgetPortraits, unreferredOf, uploadsOf } from './store/erasing.ts'
import { removeUnreferred } from './store/files.ts'
import { giveUp } from './taking.ts'

const atOnce = 200

/** Given up as anybody gives one up, each by itself: what has come of it is a file on disk. */
const uploads = (context: Context): ErasingStep => ({
  what: 'uploads',
  erase: async (tx, { user }) => {
    const found = await uploadsOf(tx, user, atOnce)
    for (const id of found) await giveUp(context, id)
    return { count: found.length, after: found.length > 0 ? '' : undefined }
  },
})

/** With the account nobody looks like this: the files go with the others. */
const portraits: ErasingStep = {
  what: 'pictures',
  erase: async (tx, { user }) => ({ count: await forgetPortraits(tx, user) }),
}

const files: ErasingStep = {
  what: 'files',
  erase: async (tx, { user }) => {
    const found = await unreferredOf(tx, user, atOnce)
    return { count: await removeUnreferred(tx, found), after: found.length > 0 ? '' : undefined }
  },
}

const shown: ErasingStep = {
  what: 'files_left_in_messages',
  erase: async (tx, { user }) => {
    const count = await disown(tx, user, atOnce)
    return { count, after: count > 0 ? '' : undefined }
  },
}

export const filesErasing = (context: Context): ErasingStep[] => [
  eraseRows('archive', 'person'),
  uploads(context),
  portraits,
  files,
  shown,
  eraseRows('infected', 'owner'),
  eraseRows('usage', 'owner'),
]
