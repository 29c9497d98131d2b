/** What is said between the service and the process that reads images, films and sounds. */
interface Job {
  readonly path: string
  /** Pixels at most, all pictures of an animation together. */
  readonly pixels: number
  /** Paths to write to. */
  readonly large: string
  readonly small: string
}

export interface ImageJob extends Job {
  /** A path to write to. */
  readonly whole: string
}

/** What is heard or seen, and stays as it is: the small ones are of the picture that it may have. */
export interface MediaJob extends Job {
  readonly whole?: undefined
}

export interface ImageLook {
  readonly width: number
  readonly height: number
  /** In base64. */
  readonly thumbhash: string
}

/** All that could be read of it. The small ones are there where a thumbhash is. */
export interface MediaLook extends Partial<ImageLook> {
  /** Milliseconds. */
  readonly duration?: number
}

export type Answer = ImageLook | MediaLook | { readonly refused: 'too large' | 'unreadable' }

/** Variable in which the process that reads is told how much memory it may take, in megabytes. */
export const memoryVariable = 'IMAGE_MEMORY_MB'
