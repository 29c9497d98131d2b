/** What is said between the service and the process that reads images. */
export interface ImageJob {
  readonly path: string
  /** Pixels at most, all pictures of an animation together. */
  readonly pixels: number
  /** Paths to write to. */
  readonly whole: string
  readonly large: string
  readonly small: string
}

export interface ImageLook {
  readonly width: number
  readonly height: number
  /** In base64. */
  readonly thumbhash: string
}

export type ImageAnswer = ImageLook | { readonly refused: 'too large' | 'unreadable' }

/** Variable in which the process that reads is told how much memory it may take, in megabytes. */
export const memoryVariable = 'IMAGE_MEMORY_MB'
