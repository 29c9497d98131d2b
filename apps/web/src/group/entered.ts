/** What people come into by a link: a group, or a space. */
export type Entered = { readonly room: string } | { readonly space: string }

/** The same value while it is the same one. */
export const keyOf = (of: Entered): string => ('room' in of ? `room ${of.room}` : `space ${of.space}`)
