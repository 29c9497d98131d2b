/** Where this browser keeps uploads of somebody that have not been sent, with their bytes. */
export const uploadsOf = (user: string): string => `parley.uploads.${user}`

/** For good. */
export const forgetUploads = (user: string): void => {
  try {
    indexedDB.deleteDatabase(uploadsOf(user))
  } catch {} // a browser that keeps nothing has nothing to forget
}
