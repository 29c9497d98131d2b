/** Kept between the processes that the tests of a run start: most of what one takes is reading our sources. */
export const compiled: Readonly<Record<string, string>> = { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '' }
