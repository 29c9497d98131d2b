const errorLevel = 50

/** The lines that a process of the platform logged at level error or above. */
export const errorsIn = (text: string): string[] => text.split('\n').filter(isError)

/** Whether a line of a log is at level error or above. */
export const isError = (line: string): boolean => levelOf(line) >= errorLevel

const levelOf = (line: string): number => Number(/^\{"level":(\d+)/.exec(line)?.[1] ?? 0)
