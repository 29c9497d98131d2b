declare module '*.po?first' {
  export const messages: import('./spoken.ts').Messages
}

declare module '*.po?rest' {
  export const messages: import('./spoken.ts').Messages
}
